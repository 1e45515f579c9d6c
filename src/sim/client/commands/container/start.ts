import { waitCut } from '../../run/cut'
import { verb, type Cli } from '../../engine'
import { daemonError, failed, noTty } from '../../errors'
import { on, value } from '../../flags/parse'
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
 * docker start, with `-a` and `-i` for a single container.
 *
 * @models docker/cli cli/command/container/start.go
 * @fidelity part: checkpoints are not known
 */
interface Starting {
  readonly at: number
  readonly wrong: readonly string[]
  readonly id: string
  readonly attached?: Attachment
  readonly status?: number
}

export const start = verb<Starting>({
  start(c) {
    c.data = { at: 0, wrong: [], id: '' }
    if (!on(c.parsed, 'attach') && !on(c.parsed, 'interactive')) return next(c)
    if (c.parsed.args.length > 1) return c.fail('you cannot start and attach multiple containers at once')
    c.call({ method: 'GET', path: `/containers/${c.parsed.args[0]}/json` }, 'found')
  },
  cut: { waited: (c, error) => waitCut(c as Cli, error) },
  phases: {
    done(c, heard) {
      if (!isAnswer(heard)) return
      const name = c.parsed.args[c.data.at]!
      if (failed(heard)) {
        c.err(`${daemonError(heard)}\n`)
        c.data = { ...c.data, wrong: [...c.data.wrong, name] }
      } else c.out(`${name}\n`)
      c.data = { ...c.data, at: c.data.at + 1 }
      next(c)
    },
    found(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      const { Id, Config } = bodyOf<{ Id: string; Config: { Tty: boolean; OpenStdin: boolean } }>(heard)
      const stdin = on(c.parsed, 'interactive') && Config.OpenStdin
      if (stdin && Config.Tty && !c.sys.isatty(0)) return c.fail(noTty)
      c.catch(Config.Tty ? ['SIGWINCH'] : [...proxied, 'SIGWINCH'], 'signalled')
      const keys = value(c.parsed, 'detach-keys')
      const call = c.call(
        {
          method: 'POST',
          path: `/containers/${Id}/attach`,
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
      c.data = { ...c.data, id: Id, attached: attachment(call, Config.Tty, stdin, keys) }
    },
    attached(c, heard) {
      if (heard.on === 'answer') return c.fail(daemonError(heard))
      if (heard.on === 'head') {
        c.data = { ...c.data, attached: joined(c as Cli, c.data.attached!, 'typed') }
        c.call({ method: 'POST', path: `/containers/${c.data.id}/wait`, query: { condition: 'next-exit' } }, 'waited')
        c.call({ method: 'POST', path: `/containers/${c.data.id}/start` }, 'started')
        return
      }
      c.data = { ...c.data, attached: received(c as Cli, c.data.attached!, heard) }
      ended(c)
    },
    typed(c, heard) {
      const after = typed(c as Cli, c.data.attached!, heard)
      if (after !== undefined) c.data = { ...c.data, attached: after }
      else {
        released(c as Cli, c.data.attached!)
        c.exit(0)
      }
    },
    started(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) {
        released(c as Cli, c.data.attached!)
        return c.fail(daemonError(heard))
      }
      if (c.data.attached!.tty) resize(c as Cli, `/containers/${c.data.id}`)
    },
    waited(c, heard) {
      if (!isAnswer(heard)) return
      c.data = { ...c.data, status: failed(heard) ? 125 : bodyOf<{ StatusCode: number }>(heard).StatusCode }
      ended(c)
    },
    signalled(c, heard) {
      if (heard.on === 'signal' && heard.signal === 'SIGWINCH') resize(c as Cli, `/containers/${c.data.id}`)
      else passOn(c as Cli, c.data.id, heard)
    },
  },
})

function next(c: Cli<Starting>): void {
  const name = c.parsed.args[c.data.at]
  if (name !== undefined) c.call({ method: 'POST', path: `/containers/${name}/start` }, 'done')
  else if (c.data.wrong.length > 0) c.fail(`Error: failed to start containers: ${c.data.wrong.join(', ')}`)
  else c.exit(0)
}

function ended(c: Cli<Starting>): void {
  if (c.data.attached?.over === true && c.data.status !== undefined) c.exit(c.data.status)
}
