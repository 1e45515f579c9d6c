import type { Address } from '../wire/address'
import { utf8, type Bytes } from '../../base/bytes'
import type { CommandLine } from '../wire/payload'
import type { Pid } from '../wire/sys'
import { addFile, attachFd } from './files'
import { newPipe, setPipe } from './pipes'
import { newTty, setTty } from './tty'
import { proc, putProc, setProc, type Work } from './work'

/**
 * A line for the headless shell: its standard descriptors are set up anew (captured pipes, or a pseudo-terminal), then the line goes
 * into its descriptor 255, as a script would. This is the host's sshd, so to speak, for a terminal that is not there.
 */
export function runCommand(w: Work, shell: Pid, command: CommandLine, terminal: Address): void {
  if (w.state.procs[shell] === undefined) return
  if (command.tty === undefined) pipes(w, shell, command, terminal)
  else pseudoTerminal(w, shell, command.tty, terminal)
  const feed = w.state.files[proc(w, shell).fds[255] ?? -1]
  if (feed?.kind !== 'pipe') return
  const pipe = w.state.pipes[feed.pipe]
  setPipe(w, feed.pipe, { buffer: `${pipe?.buffer ?? ''}${utf8(command.line)}\n` })
  w.stirred = true
}

function pipes(w: Work, shell: Pid, command: CommandLine, terminal: Address): void {
  const rights = { readable: true, writable: false }
  const nothing = () => addFile(w, { ...rights, kind: 'null', dev: 'null' })
  attachFd(
    w,
    shell,
    command.open ? openPipe(w, terminal) : command.stdin === undefined ? nothing() : stdinPipe(w, command.stdin),
    0,
  )
  for (const [fd, name] of [
    [1, 'stdout'],
    [2, 'stderr'],
  ] as const) {
    const pipe = newPipe(w, `${w.message.span}.${name}`, { reader: terminal })
    attachFd(w, shell, addFile(w, { kind: 'pipe', pipe, end: 'write', readable: false, writable: true }), fd)
  }
  const { tty: _none, ...rest } = proc(w, shell)
  putProc(w, rest)
}

function openPipe(w: Work, terminal: Address): number {
  const pipe = newPipe(w, `${w.message.span}.stdin`, { writer: terminal })
  return addFile(w, { kind: 'pipe', pipe, end: 'read', readable: true, writable: false })
}

function stdinPipe(w: Work, data: Bytes): number {
  const pipe = newPipe(w)
  setPipe(w, pipe, { buffer: data, ended: true })
  return addFile(w, { kind: 'pipe', pipe, end: 'read', readable: true, writable: false })
}

function pseudoTerminal(w: Work, shell: Pid, size: NonNullable<CommandLine['tty']>, terminal: Address): void {
  const name = size.name
  if (w.state.ttys[name] === undefined) newTty(w, name, terminal, size.rows, size.cols)
  setTty(w, name, { foreground: shell, sid: shell, line: '', ready: '' })
  setProc(w, shell, { tty: name })
  for (const fd of [0, 1, 2])
    attachFd(w, shell, addFile(w, { kind: 'tty', tty: name, readable: true, writable: true }), fd)
}
