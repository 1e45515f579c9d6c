import { forget, reap } from '../children'
import { refuse, say } from '../errors'
import { pop, push, replace } from '../frames'
import { byRank, deathWords, giveTerminal, jobLine, refreshJobs } from '../jobs'
import type { Frame, Job, Machine, Pause } from '../state'
import { SysError } from '../../../wire/errno'
import { signalNumbers } from '../../../wire/signal'
import { signalName } from '../traps'
import type { Builtin } from './face'
import { output } from './output'

/**
 * wait, jobs, fg, bg, kill, disown: what is done to jobs and processes.
 *
 * @models bash builtins/{wait,jobs,fg_bg,kill}.def
 */
export function findJob(m: Machine, words: string): Job | undefined {
  const ranked = byRank(m)
  const name = words.replace(/^%/, '')
  if (name === '' || name === '%' || name === '+') return ranked[0]
  if (name === '-') return ranked[1]
  if (/^\d+$/.test(name)) return m.s.jobs.find((j) => j.id === Number(name))
  return m.s.jobs.find((j) => (name.startsWith('?') ? j.source.includes(name.slice(1)) : j.source.startsWith(name)))
}

export const wait: Builtin = (m, args) => {
  const names = args.filter((a) => !/^-[nfp]+$/.test(a))
  if (args.includes('-n')) {
    push(m, { kind: 'wait', pids: 'any', last: 0 })
    return undefined
  }
  if (names.length === 0) {
    push(m, { kind: 'wait', pids: 'all', last: 0 })
    return undefined
  }
  const pids: number[] = []
  for (const words of names) {
    const job = words.startsWith('%') ? findJob(m, words) : undefined
    if (words.startsWith('%') && job === undefined) return refuse(m, 'wait', `${words}: no such job`, 127)
    if (job === undefined && !/^\d+$/.test(words)) return refuse(m, 'wait', `\`${words}': not a pid or valid job spec`)
    const pid = job?.pids.at(-1) ?? Number(words)
    if (m.s.children[pid] === undefined) {
      if (names.length === 1)
        return m.s.flavour === 'bash' ? refuse(m, 'wait', `pid ${pid} is not a child of this shell`, 127) : 127
    }
    pids.push(pid)
  }
  push(m, { kind: 'wait', pids, last: 0 })
  return undefined
}

export function stepWait(m: Machine, frame: Extract<Frame, { kind: 'wait' }>): Pause | undefined {
  reap(m)
  const all = Object.entries(m.s.children)
  if (frame.pids === 'any') {
    const over = all.find(([, c]) => c.state === 'done')
    if (over === undefined && all.length > 0) return { pause: 'wait', on: [{ on: 'child' }] }
    return finished(m, over === undefined ? 127 : over[1].status, over === undefined ? [] : [Number(over[0])])
  }
  if (frame.pids === 'all') {
    if (all.some(([, c]) => c.state === 'running')) return { pause: 'wait', on: [{ on: 'child' }] }
    return finished(
      m,
      0,
      all.map(([pid]) => Number(pid)),
    )
  }
  const [pid, ...rest] = frame.pids
  if (pid === undefined) return finished(m, frame.last, [])
  const child = m.s.children[pid]
  if (child?.state === 'running') return { pause: 'wait', on: [{ on: 'child' }] }
  if (child?.signal !== undefined && m.s.flavour !== 'bash') say(m, deathWords(child.signal))
  replace(m, { ...frame, pids: rest, last: child?.status ?? 127 })
  forgetJobs(m, [pid])
  return undefined
}

function finished(m: Machine, status: number, pids: readonly number[]): undefined {
  pop(m)
  m.s.status = status
  forgetJobs(m, pids)
}

/** A job that was waited for is no longer announced by a script's shell. */
function forgetJobs(m: Machine, pids: readonly number[]): void {
  refreshJobs(m)
  if (m.s.mode !== 'tty') {
    m.s.jobs = m.s.jobs.filter((j) => !(j.state === 'done' && pids.includes(j.pids.at(-1)!)))
    if (m.s.flavour !== 'bash') forget(m, pids)
  }
}

export const jobs: Builtin = (m, args) => {
  refreshJobs(m)
  const named = args.filter((a) => a.startsWith('%')).map((a) => findJob(m, a))
  const shown = named.length > 0 ? named.filter((j) => j !== undefined) : m.s.jobs
  const only = args.includes('-r') ? 'running' : args.includes('-s') ? 'stopped' : undefined
  const rows = shown.filter((j) => only === undefined || j.state === only)
  const text = rows
    .map((j) => (args.includes('-p') ? `${j.pids[0]}\n` : `${jobLine(m, j, args.includes('-l'))}\n`))
    .join('')
  const status = output(m, 'jobs', text)
  m.s.jobs = m.s.jobs.filter((j) => j.state !== 'done')
  return status
}

export const fg: Builtin = (m, args) => resume(m, 'fg', args[0])
export const bg: Builtin = (m, args) => resume(m, 'bg', args[0])

function resume(m: Machine, name: 'fg' | 'bg', words: string | undefined): number | undefined {
  if (m.s.options['monitor'] !== true) return refuse(m, name, 'no job control')
  refreshJobs(m)
  const job = findJob(m, words ?? '%')
  if (job === undefined || job.state === 'done') return refuse(m, name, `${words ?? 'current'}: no such job`)
  output(m, name, name === 'fg' ? `${job.source}\n` : `[${job.id}]+ ${job.source} &\n`)
  if (name === 'fg') giveTerminal(m, job.pgid)
  const children = Object.fromEntries(job.pids.map((pid) => [pid, { state: 'running' as const, status: 0 }]))
  m.s.children = { ...m.s.children, ...children }
  m.s.jobs = m.s.jobs.map((j) => (j.id === job.id ? { ...j, state: 'running' as const } : j))
  if (job.state === 'stopped') m.sys.kill(-job.pgid, 'SIGCONT')
  if (name === 'bg') return 0
  push(m, { kind: 'job', pids: job.pids, pgid: job.pgid, source: job.source, job: job.id })
  return undefined
}

export const disown: Builtin = (m, args) => {
  const gone = args.length === 0 ? byRank(m).slice(0, 1) : args.map((a) => findJob(m, a))
  m.s.jobs = m.s.jobs.filter((j) => !gone.includes(j))
  return 0
}

export const kill: Builtin = (m, args) => {
  if (args[0] === '-l' || args[0] === '-L') return list(m, args.slice(1))
  let signal: keyof typeof signalNumbers | 0 = 'SIGTERM'
  let rest = args
  const first = args[0] ?? ''
  if (first === '-s' || first === '-n') {
    rest = args.slice(2)
    if (args[1] !== '0') signal = named(m, args[1] ?? '') ?? 0
    else signal = 0
    if (signal === 0 && args[1] !== '0') return 1
  } else if (first !== '--' && /^-./.test(first)) {
    rest = args.slice(1)
    const found = first === '-0' ? 0 : named(m, first.slice(1))
    if (found === undefined) return 1
    signal = found
  }
  if (rest[0] === '--') rest = rest.slice(1)
  if (rest.length === 0) {
    say(
      m,
      m.s.flavour === 'bash'
        ? 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]'
        : 'usage: kill [-s sigspec | -signum | -sigspec] [pid | job]...',
    )
    return 2
  }
  let status = 0
  for (const target of rest) status = Math.max(status, send(m, target, signal))
  return status
}

function named(m: Machine, words: string): keyof typeof signalNumbers | undefined {
  const signal = signalName(words)
  if (signal === undefined) refuse(m, 'kill', `${words}: invalid signal specification`)
  return signal
}

function send(m: Machine, target: string, signal: keyof typeof signalNumbers | 0): number {
  const job = target.startsWith('%') ? findJob(m, target) : undefined
  if (target.startsWith('%') && job === undefined) return refuse(m, 'kill', `${target}: no such job`)
  if (job === undefined && !/^-?\d+$/.test(target))
    return refuse(
      m,
      'kill',
      m.s.flavour === 'bash' ? `${target}: arguments must be process or job IDs` : `Illegal number: ${target}`,
    )
  try {
    const pid = job === undefined ? Number(target) : job.pgid === 0 ? job.pids.at(-1)! : -job.pgid
    m.sys.kill(pid, signal)
    if (signal !== 0 && (pid === m.sys.pid || pid <= 0)) push(m, { kind: 'yield' })
    return 0
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const words = error.errno === 'EPERM' ? 'Operation not permitted' : 'No such process'
    return m.s.flavour === 'ash'
      ? refuse(m, 'kill', `can't kill pid ${target}: ${words}`)
      : m.s.flavour === 'dash'
        ? refuse(m, 'kill', `${words}\n`)
        : refuse(m, 'kill', `(${target}) - ${words}`)
  }
}

function list(m: Machine, args: readonly string[]): number {
  if (args.length === 0) {
    const all = Object.entries(signalNumbers)
    return output(
      m,
      'kill',
      all
        .map(([name, n], i) => `${String(n).padStart(2)}) ${name}${i % 5 === 4 || i === all.length - 1 ? '\n' : '\t'}`)
        .join(''),
    )
  }
  const line = (words: string) => {
    const n = /^\d+$/.test(words) ? Number(words) & 127 : undefined
    const found = n === undefined ? signalName(words) : Object.entries(signalNumbers).find(([, k]) => k === n)?.[0]
    return found === undefined ? '' : n === undefined ? `${signalNumbers[found as 'SIGHUP']}\n` : `${found.slice(3)}\n`
  }
  return output(m, 'kill', args.map(line).join(''))
}
