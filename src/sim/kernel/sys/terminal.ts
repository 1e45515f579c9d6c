import type { Fd, Pid, Sys } from '../../wire/sys'
import { toHost } from '../signals'
import type { Tty } from '../state'
import { modeOf, setMode, setTty } from '../tty'
import { openFile, proc, type Work } from '../work'
import { SysError } from '../../wire/errno'
import type { Slice } from './slice'

type TerminalCalls = Pick<Sys, 'tcgetattr' | 'tcsetattr' | 'winsize' | 'tcsetpgrp' | 'tcgetpgrp' | 'ttyname'>

/** termios(3) and the foreground process group. */
export const terminalCalls = (at: Slice): TerminalCalls => ({
  tcgetattr: (fd) => modeOf(ttyOf(at.w, at.pid, fd)),
  tcsetattr: (fd, mode) => {
    const tty = ttyOf(at.w, at.pid, fd)
    setMode(at.w, at.pid, tty, mode)
  },
  winsize: (fd) => {
    const { rows, cols } = ttyOf(at.w, at.pid, fd)
    return { rows, cols }
  },
  tcsetpgrp: (fd, group) =>
    setTty(at.w, ttyOf(at.w, at.pid, fd).name, { foreground: toHost(at.w, proc(at.w, at.pid).ns['pid'] ?? 0, group) }),
  tcgetpgrp: (fd) => at.w.state.procs[ttyOf(at.w, at.pid, fd).foreground]?.pids[proc(at.w, at.pid).ns['pid'] ?? 0] ?? 0,
  ttyname: (fd) => {
    const { path, name } = ttyOf(at.w, at.pid, fd)
    return `/dev/${path ?? name}`
  },
})

function ttyOf(w: Work, pid: Pid, fd: Fd): Tty {
  const file = openFile(w, pid, fd)
  const tty = file.kind === 'tty' ? w.state.ttys[file.tty] : undefined
  if (tty === undefined) throw new SysError('ENOTTY')
  return tty
}
