import { verb, type Cli } from '../../engine'
import { daemonError, failed, noTty } from '../../errors'
import { off, on, value } from '../../flags/parse'
import {
  attachment,
  joined,
  passOn,
  proxied,
  received,
  released,
  resize,
  typed,
  type Attachment,
} from '../../run/attachment'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker attach.
 *
 * @models docker/cli cli/command/container/attach.go
 * @fidelity full
 */
interface Attaching {
  readonly id: string
  readonly wait: number
  readonly attached?: Attachment
  readonly status?: number
}

interface Inspected {
  readonly Id: string
  readonly State: { readonly Running: boolean; readonly Paused: boolean; readonly Restarting: boolean }
  readonly Config: { readonly Tty: boolean; readonly OpenStdin: boolean }
}

export const attach = verb<Attaching>({
  start(c) {
    const name = c.parsed.args[0]!
    const wait = c.call({ method: 'POST', path: `/containers/${name}/wait` }, 'waited')
    c.data = { id: name, wait }
    c.call({ method: 'GET', path: `/containers/${name}/json` }, 'found')
  },
  phases: {
    found(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      const found = bodyOf<Inspected>(heard)
      const { Running, Paused, Restarting } = found.State
      if (!Running) return c.fail('You cannot attach to a stopped container, start it first')
      if (Paused) return c.fail('You cannot attach to a paused container, unpause it first')
      if (Restarting) return c.fail('You cannot attach to a restarting container, wait until it is running')
      const { Tty, OpenStdin } = found.Config
      const stdin = OpenStdin && !on(c.parsed, 'no-stdin')
      if (stdin && Tty && !c.sys.isatty(0)) return c.fail(noTty)
      if (!off(c.parsed, 'sig-proxy') && !Tty) c.catch([...proxied, 'SIGWINCH'], 'signalled')
      else if (Tty) c.catch(['SIGWINCH'], 'signalled')
      const keys = value(c.parsed, 'detach-keys')
      const call = c.call(
        {
          method: 'POST',
          path: `/containers/${c.data.id}/attach`,
          query: {
            stream: '1',
            stdin: stdin ? '1' : undefined,
            stdout: '1',
            stderr: '1',
            detachKeys: keys || undefined,
          },
        },
        'attached',
        'hijack',
      )
      c.data = { ...c.data, attached: attachment(call, Tty, stdin, keys) }
    },
    attached(c, heard) {
      if (heard.on === 'answer') return c.fail(daemonError(heard))
      if (heard.on === 'head') {
        c.data = { ...c.data, attached: joined(c as Cli, c.data.attached!, 'typed') }
        return c.data.attached!.tty ? resize(c as Cli, `/containers/${c.data.id}`) : undefined
      }
      c.data = { ...c.data, attached: received(c as Cli, c.data.attached!, heard) }
      ended(c)
    },
    typed(c, heard) {
      const next = typed(c as Cli, c.data.attached!, heard)
      if (next !== undefined) c.data = { ...c.data, attached: next }
      else {
        released(c as Cli, c.data.attached!)
        c.fail('read escape sequence')
      }
    },
    waited(c, heard) {
      if (!isAnswer(heard) || failed(heard)) return
      c.data = { ...c.data, status: bodyOf<{ StatusCode: number }>(heard).StatusCode }
      ended(c)
    },
    signalled(c, heard) {
      if (heard.on === 'signal' && heard.signal === 'SIGWINCH') resize(c as Cli, `/containers/${c.data.id}`)
      else passOn(c as Cli, c.data.id, heard)
    },
  },
})

function ended(c: Cli<Attaching>): void {
  if (c.data.attached?.over === true && c.data.status !== undefined) c.exit(c.data.status)
}
