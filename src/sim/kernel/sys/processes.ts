import type { ExitStatus, Pid, Sys } from '../../wire/sys'
import { SysError } from '../../wire/errno'
import { fork, spawn } from '../process'
import { raise, targetsOf, toHost } from '../signals'
import { reap } from '../exit'
import type { Process } from '../state'
import { addressOf, proc, setProc, type Work } from '../work'

type ProcessCalls = Pick<Sys, 'spawn' | 'fork' | 'wait' | 'kill' | 'sigaction' | 'setpgid' | 'getpgid' | 'setsid'>

/** fork(2), wait(2), kill(2), process groups; pids are those of the caller's pid namespace. */
export function processCalls(w: Work, pid: Pid): ProcessCalls {
  const inside = (host: Pid): Pid => w.state.procs[host]?.pids[space(proc(w, pid))] ?? 0
  return {
    spawn: (path, argv, options) => inside(spawn(w, pid, path, argv, options)),
    fork: (state, options) => inside(fork(w, pid, state, options)),
    wait: (child, options) => wait(w, pid, child, options?.stopped === true),
    kill: (target, signal) => kill(w, pid, target, signal),
    sigaction: (signal, action) => {
      const { [signal]: _old, ...others } = proc(w, pid).handlers
      setProc(w, pid, { handlers: action === 'default' ? others : { ...others, [signal]: action } })
    },
    setpgid: (who, group) => {
      const target = who === 0 ? pid : toHost(w, space(proc(w, pid)), who)
      if (w.state.procs[target] === undefined) throw new SysError('ESRCH')
      setProc(w, target, { pgid: group === 0 ? target : toHost(w, space(proc(w, pid)), group) })
    },
    getpgid: (who) => inside(proc(w, who === undefined || who === 0 ? pid : toHost(w, space(proc(w, pid)), who)).pgid),
    setsid: () => setProc(w, pid, { sid: pid, pgid: pid }),
  }
}

const space = (p: Process): number => p.ns['pid'] ?? 0

function kill(w: Work, caller: Pid, target: Pid, signal: Parameters<Sys['kill']>[1]): void {
  const targets = targetsOf(w, caller, target)
  if (targets.length === 0) throw new SysError('ESRCH')
  const me = proc(w, caller)
  const allowed = targets.filter((t) => me.caps.includes('CAP_KILL') || w.state.procs[t]?.uid === me.uid)
  if (allowed.length === 0) throw new SysError('EPERM')
  if (signal !== 0) for (const t of allowed) raise(w, addressOf(caller), t, signal)
}

function wait(w: Work, pid: Pid, child: Pid | undefined, stopped: boolean): ExitStatus | undefined {
  const me = proc(w, pid)
  const number = (host: Pid): Pid => w.state.procs[host]?.pids[space(me)] ?? 0
  const ofChild = (report: ExitStatus) => child === undefined || child === -1 || number(report.pid) === child
  const found = me.reports.find((r) => ofChild(r) && (stopped || r.what === 'exited'))
  if (found === undefined) {
    const mine = Object.values(w.state.procs).some((p) => p.ppid === pid && (child === undefined || child === -1 || number(p.pid) === child))
    if (!mine) throw new SysError('ECHILD')
    return undefined
  }
  const status = { ...found, pid: number(found.pid) }
  setProc(w, pid, { reports: me.reports.filter((r) => r !== found) })
  if (found.what === 'exited') reap(w, found.pid)
  return status
}
