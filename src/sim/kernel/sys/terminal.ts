import type { Fd, Pid, Sys } from '../../wire/sys'
import { toHost } from '../signals'
import type { Tty } from '../state'
import { setTty } from '../tty'
import { openFile, proc, tell, type Work } from '../work'
import { SysError } from '../../wire/errno'

type TerminalCalls = Pick<Sys, 'tcgetattr' | 'tcsetattr' | 'winsize' | 'tcsetpgrp' | 'tcgetpgrp' | 'ttyname'>

/** termios(3) and the foreground process group. */
export const terminalCalls = (w: Work, pid: Pid): TerminalCalls => ({
  tcgetattr: (fd) => ttyOf(w, pid, fd).mode,
  tcsetattr: (fd, mode) => {
    const tty = ttyOf(w, pid, fd)
    const next = { ...tty.mode, ...mode }
    if (JSON.stringify(next) === JSON.stringify(tty.mode)) return
    setTty(w, tty.name, { mode: next })
    tell(w, pid, tty.master, { kind: 'tty.mode', tty: tty.name, mode: next })
  },
  winsize: (fd) => {
    const { rows, cols } = ttyOf(w, pid, fd)
    return { rows, cols }
  },
  tcsetpgrp: (fd, group) => setTty(w, ttyOf(w, pid, fd).name, { foreground: toHost(w, proc(w, pid).ns['pid'] ?? 0, group) }),
  tcgetpgrp: (fd) => w.state.procs[ttyOf(w, pid, fd).foreground]?.pids[proc(w, pid).ns['pid'] ?? 0] ?? 0,
  ttyname: (fd) => `/dev/${ttyOf(w, pid, fd).name}`,
})

function ttyOf(w: Work, pid: Pid, fd: Fd): Tty {
  const file = openFile(w, pid, fd)
  const tty = file.kind === 'tty' ? w.state.ttys[file.tty] : undefined
  if (tty === undefined) throw new SysError('ENOTTY')
  return tty
}
