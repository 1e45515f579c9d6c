import { verb, type Cli } from '../../engine'
import { daemonError, failed, noTty } from '../../errors'
import { list, on, value } from '../../flags/parse'
import { attachment, joined, received, released, resize, typed, type Attachment } from '../../run/attachment'
import { readPairs } from '../../run/environment'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker exec.
 *
 * @models docker/cli cli/command/container/exec.go
 * @fidelity full
 */
interface Executing {
  readonly id: string
  readonly env: readonly string[]
  readonly attached?: Attachment
}

export const exec = verb<Executing>({
  start(c) {
    const env = readPairs(c.sys, list(c.parsed, 'env-file'), list(c.parsed, 'env'), true)
    if ('error' in env) return c.fail(env.error)
    c.data = { id: '', env: env.pairs }
    c.call({ method: 'GET', path: `/containers/${c.parsed.args[0]}/json` }, 'found')
  },
  // The daemon probably died.
  cut: { ended: (c) => c.exit(255) },
  phases: {
    found(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      const p = c.parsed
      const detach = on(p, 'detach')
      if (!detach && on(p, 'interactive') && on(p, 'tty') && !c.sys.isatty(0)) return c.fail(noTty)
      const keys = value(p, 'detach-keys')
      const size = on(p, 'tty') && c.sys.isatty(1) ? c.sys.winsize(1) : undefined
      c.call(
        {
          method: 'POST',
          path: `/containers/${p.args[0]}/exec`,
          body: {
            User: value(p, 'user'),
            Privileged: on(p, 'privileged'),
            Tty: on(p, 'tty'),
            ...(size === undefined ? {} : { ConsoleSize: [size.rows, size.cols] }),
            AttachStdin: !detach && on(p, 'interactive'),
            AttachStderr: !detach,
            AttachStdout: !detach,
            Detach: detach,
            DetachKeys: keys,
            Env: c.data.env.length > 0 ? c.data.env : null,
            WorkingDir: value(p, 'workdir'),
            Cmd: p.args.slice(1),
          },
        },
        'made',
      )
    },
    made(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      const { Id } = bodyOf<{ Id: string }>(heard)
      c.data = { ...c.data, id: Id }
      const tty = on(c.parsed, 'tty')
      const size = tty && c.sys.isatty(1) ? c.sys.winsize(1) : undefined
      const body = {
        Detach: on(c.parsed, 'detach'),
        Tty: tty,
        ...(size === undefined ? {} : { ConsoleSize: [size.rows, size.cols] }),
      }
      const path = `/exec/${Id}/start`
      if (on(c.parsed, 'detach')) return void c.call({ method: 'POST', path, body }, 'detached')
      const call = c.call({ method: 'POST', path, body }, 'attached', 'hijack')
      c.data = {
        ...c.data,
        attached: attachment(call, tty, on(c.parsed, 'interactive'), value(c.parsed, 'detach-keys')),
      }
    },
    detached(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) c.fail(daemonError(heard))
      else c.exit(0)
    },
    attached(c, heard) {
      if (heard.on === 'answer') return c.fail(daemonError(heard))
      if (heard.on === 'head') {
        c.data = { ...c.data, attached: joined(c as Cli, c.data.attached!, 'typed') }
        if (!on(c.parsed, 'tty')) return
        c.catch(['SIGWINCH'], 'signalled')
        return resize(c as Cli, `/exec/${c.data.id}`)
      }
      c.data = { ...c.data, attached: received(c as Cli, c.data.attached!, heard) }
      if (c.data.attached!.over) c.call({ method: 'GET', path: `/exec/${c.data.id}/json` }, 'ended')
    },
    typed(c, heard) {
      const next = typed(c as Cli, c.data.attached!, heard)
      if (next !== undefined) c.data = { ...c.data, attached: next }
      else {
        released(c as Cli, c.data.attached!)
        c.fail('read escape sequence')
      }
    },
    ended(c, heard) {
      if (!isAnswer(heard)) return
      c.exit(failed(heard) ? 1 : bodyOf<{ ExitCode: number }>(heard).ExitCode)
    },
    signalled(c) {
      resize(c as Cli, `/exec/${c.data.id}`)
    },
  },
})
