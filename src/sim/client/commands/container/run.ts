import { waitCut } from '../../run/cut'
import { verb, type Cli } from '../../engine'
import { daemonError, failed, noTty, withRunHelp } from '../../errors'
import { list, off, on, value } from '../../flags/parse'
import { nothingDrawn } from '../../progress/json-lines'
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
import { beginCreate, configured, creating, type Creating, type Manner } from '../../run/create'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker run: create, attach, **wait before start**, start; then streams until the container ends, whose exit code is ours.
 *
 * @models docker/cli cli/command/container/run.go
 * @fidelity full
 */
interface Running extends Creating {
  readonly attached?: Attachment
  /** Exit code of the container, once the wait has been answered. */
  readonly status?: number
  /** Why the start was refused, told after an automatic removal. */
  readonly refused?: string
  readonly interrupts: number
}

const detached = (c: Cli<Running>): boolean => on(c.parsed, 'detach')

/** 127 where nothing was found to run, 126 where it could not be run, 125 for all else. */
function refuse(c: Cli, message: string): void {
  const status = /executable file not found|no such file or directory/.test(message)
    ? 127
    : /permission denied|is a directory/.test(message)
      ? 126
      : 125
  c.err(`${withRunHelp(message, 'run')}\n`)
  c.exit(status)
}

const manner: Manner = { name: 'run', refuse, created: (c) => created(c as Cli<Running>) }

export const run = verb<Running>({
  start(c) {
    const asked = configured(c as Cli, 'run')
    if (asked === undefined) return
    if (!detached(c)) {
      if (asked.attach.stdin && asked.tty && !c.sys.isatty(0)) return stop(c, noTty)
    } else if (list(c.parsed, 'attach').length > 0)
      return stop(c, 'conflicting options: cannot specify both --attach and --detach')
    const none = { stdin: false, stdout: false, stderr: false }
    const body = { ...asked.body, AttachStdin: false, AttachStdout: false, AttachStderr: false, StdinOnce: false }
    c.data = {
      asked: detached(c) ? { ...asked, attach: none, body } : asked,
      id: '',
      drawn: nothingDrawn,
      pulled: false,
      interrupts: 0,
    }
    beginCreate(c as Cli<never>, manner)
  },
  phases: {
    ...(creating(manner) as object),
    attached(c, heard) {
      if (heard.on === 'answer') return stop(c, daemonError(heard))
      if (heard.on === 'head') {
        c.data = { ...c.data, attached: joined(c as Cli, c.data.attached!, 'typed') }
        return waitAndStart(c)
      }
      c.data = { ...c.data, attached: received(c as Cli, c.data.attached!, heard) }
      ended(c)
    },
    typed(c, heard) {
      const next = typed(c as Cli, c.data.attached!, heard)
      if (next === undefined) {
        c.data = { ...c.data, attached: released(c as Cli, c.data.attached!) }
        return c.exit(0)
      }
      c.data = { ...c.data, attached: next }
    },
    waited(c, heard) {
      if (!isAnswer(heard)) return
      const status = failed(heard) ? 125 : bodyOf<{ StatusCode: number; Error?: unknown }>(heard).StatusCode
      c.data = { ...c.data, status }
      if (c.data.refused !== undefined) return refuse(c as Cli, c.data.refused)
      const { stdout, stderr } = c.data.asked.attach
      if (!stdout && !stderr && c.data.attached !== undefined && !c.data.attached.over)
        c.data = { ...c.data, attached: released(c as Cli, c.data.attached) }
      ended(c)
    },
    started(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return notStarted(c, daemonError(heard))
      if (c.data.attached === undefined) return c.exit(0)
      if (c.data.asked.tty) resize(c as Cli, `/containers/${c.data.id}`)
    },
    signalled(c, heard) {
      if (heard.on !== 'signal') return
      if (heard.signal === 'SIGWINCH')
        return c.data.asked.tty ? resize(c as Cli, `/containers/${c.data.id}`) : undefined
      if (heard.signal === 'SIGINT' || heard.signal === 'SIGTERM') {
        c.data = { ...c.data, interrupts: c.data.interrupts + 1 }
        if (c.data.interrupts >= 3) {
          if (c.data.attached !== undefined) released(c as Cli, c.data.attached)
          c.err('\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n')
          return c.exit(1)
        }
      }
      if (!off(c.parsed, 'sig-proxy')) passOn(c as Cli, c.data.id, heard)
    },
  },
  cut: { waited: (c, error) => waitCut(c as Cli, error) },
  fail: (c, message) => refuse(c as Cli, message),
})

function stop(c: Cli<Running>, message: string): void {
  c.err(`${message}\n`)
  c.exit(1)
}

function created(c: Cli<Running>): void {
  const { attach, tty } = c.data.asked
  if (!off(c.parsed, 'sig-proxy')) c.catch([...proxied, 'SIGWINCH'], 'signalled')
  if (!attach.stdin && !attach.stdout && !attach.stderr) {
    c.out(`${c.data.id}\n`)
    return waitAndStart(c)
  }
  const one = (yes: boolean) => (yes ? '1' : undefined)
  const keys = value(c.parsed, 'detach-keys')
  const call = c.call(
    {
      method: 'POST',
      path: `/containers/${c.data.id}/attach`,
      query: {
        stream: '1',
        stdin: one(attach.stdin),
        stdout: one(attach.stdout),
        stderr: one(attach.stderr),
        detachKeys: keys || undefined,
      },
    },
    'attached',
    'hijack',
  )
  c.data = { ...c.data, attached: attachment(call, tty, attach.stdin, keys) }
}

/** The wait is on its way before the start, so that no exit, however quick, is missed. */
function waitAndStart(c: Cli<Running>): void {
  const condition = c.data.asked.autoRemove ? 'removed' : 'next-exit'
  c.call({ method: 'POST', path: `/containers/${c.data.id}/wait`, query: { condition } }, 'waited')
  c.call({ method: 'POST', path: `/containers/${c.data.id}/start` }, 'started')
}

function notStarted(c: Cli<Running>, message: string): void {
  if (c.data.attached !== undefined && !c.data.attached.over)
    c.data = { ...c.data, attached: released(c as Cli, c.data.attached) }
  // With --rm the daemon removes what could not be started: that is waited for.
  if (c.data.asked.autoRemove && c.data.status === undefined) c.data = { ...c.data, refused: message }
  else refuse(c as Cli, message)
}

function ended(c: Cli<Running>): void {
  if (c.data.status !== undefined && c.data.attached?.over === true && c.data.refused === undefined)
    c.exit(c.data.status)
}
