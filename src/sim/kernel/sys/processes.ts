import type { ExitStatus, Pid, Sys } from '../../wire/sys'
import { SysError } from '../../wire/errno'
import { fork, spawn } from '../process'
import { raise } from '../raise'
import { targetsOf, toHost } from '../signals'
import { reap } from '../exit'
import { setResident } from '../memory/charge'
import { memTotal } from '../memory/state'
import type { Process } from '../state'
import { addressOf, proc, setProc, type Work } from '../work'
import type { Slice } from './slice'

type ProcessCalls = Pick<
  Sys,
  'spawn' | 'fork' | 'wait' | 'kill' | 'sigaction' | 'setpgid' | 'getpgid' | 'setsid' | 'memory' | 'resident'
>

/** fork(2), wait(2), kill(2), process groups; pids are those of the caller's pid namespace. */
export function processCalls(at: Slice): ProcessCalls {
  const inside = (host: Pid): Pid => at.w.state.procs[host]?.pids[space(proc(at.w, at.pid))] ?? 0
  return {
    spawn: (path, argv, options) => inside(spawn(at.w, at.pid, path, argv, options)),
    fork: (state, options) => inside(fork(at.w, at.pid, state, options)),
    wait: (child, options) => wait(at.w, at.pid, child, options?.stopped === true),
    kill: (target, signal) => kill(at.w, at.pid, target, signal),
    sigaction: (signal, action) => {
      const { [signal]: _old, ...others } = proc(at.w, at.pid).handlers
      setProc(at.w, at.pid, { handlers: action === 'default' ? others : { ...others, [signal]: action } })
    },
    setpgid: (who, group) => {
      const target = who === 0 ? at.pid : toHost(at.w, space(proc(at.w, at.pid)), who)
      if (at.w.state.procs[target] === undefined) throw new SysError('ESRCH')
      setProc(at.w, target, { pgid: group === 0 ? target : toHost(at.w, space(proc(at.w, at.pid)), group) })
    },
    getpgid: (who) =>
      inside(proc(at.w, who === undefined || who === 0 ? at.pid : toHost(at.w, space(proc(at.w, at.pid)), who)).pgid),
    memory: (bytes) => {
      if (bytes > memTotal) throw new SysError('ENOMEM')
      setResident(at.w, at.pid, bytes)
    },
    resident: () => proc(at.w, at.pid).resident,
    setsid: () => setProc(at.w, at.pid, { sid: at.pid, pgid: at.pid }),
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
    const mine = Object.values(w.state.procs).some(
      (p) => p.ppid === pid && (child === undefined || child === -1 || number(p.pid) === child),
    )
    if (!mine) throw new SysError('ECHILD')
    return undefined
  }
  const status = { ...found, pid: number(found.pid) }
  setProc(w, pid, { reports: me.reports.filter((r) => r !== found) })
  if (found.what === 'exited') reap(w, found.pid)
  return status
}
