import { forget, reap } from '../children'
import { complain, refuse, say } from '../errors'
import { pop, push, replace } from '../frames'
import { byRank, deathWords, giveTerminal, jobLine, refreshJobs } from '../jobs'
import type { Frame, Job, Machine, Pause } from '../state'
import { SysError } from '../../../wire/errno'
import { signalNumbers, type Signal } from '../../../wire/signal'
import { signalName } from '../traps'
import { set } from '../variables'
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
  const [letters, into, names] = waitOptions(args)
  const noted = into === undefined ? {} : { into }
  if (letters.includes('n') && names.length === 0) {
    push(m, { kind: 'wait', pids: 'any', last: 0, ...noted })
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
  push(m, { kind: 'wait', pids, last: 0, ...noted })
  return undefined
}

function waitOptions(
  args: readonly string[],
): readonly [letters: string, into: string | undefined, names: readonly string[]] {
  let letters = ''
  let into: string | undefined
  let at = 0
  for (; at < args.length && /^-[nfp]+$/.test(args[at]!); at++) {
    letters += args[at]!.slice(1)
    if (args[at]!.endsWith('p')) into = args[++at]
  }
  return [letters, into, args.slice(args[at] === '--' ? at + 1 : at)]
}

export function stepWait(m: Machine, frame: Extract<Frame, { kind: 'wait' }>): Pause | undefined {
  reap(m)
  const all = Object.entries(m.s.children)
  if (frame.pids === 'any') {
    refreshJobs(m)
    const over = m.s.jobs.find((j) => j.state === 'done')
    if (over === undefined && m.s.jobs.length > 0) return { pause: 'wait', on: [{ on: 'child' }] }
    if (over === undefined) return finished(m, 127, [])
    m.s.jobs = m.s.jobs.filter((j) => j.id !== over.id)
    if (frame.into !== undefined) set(m, frame.into, String(over.pids.at(-1)))
    return finished(m, over.status, over.pids)
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
  if (child?.signal !== undefined) sayDeath(m, pid, child.signal)
  if (frame.into !== undefined) set(m, frame.into, String(pid))
  replace(m, { ...frame, pids: rest, last: child?.status ?? 127 })
  forgetJobs(m, [pid])
  return undefined
}

/** bash in a script tells of a job that was killed, but not where the signal is the usual one. */
function sayDeath(m: Machine, pid: number, signal: Signal): void {
  if (m.s.flavour !== 'bash') return say(m, deathWords(signal))
  const job = m.s.jobs.find((j) => j.pids.includes(pid))
  if (m.s.interactive || job === undefined || ['SIGTERM', 'SIGINT', 'SIGPIPE'].includes(signal)) return
  complain(m, `${String(pid).padStart(5)} ${deathWords(signal).padEnd(23)} ${job.source}`)
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
  const lost = args.find((a) => !a.startsWith('-') && findJob(m, a) === undefined)
  if (lost !== undefined) return refuse(m, 'jobs', `${lost}: no such job`)
  const named = args.filter((a) => !a.startsWith('-')).map((a) => findJob(m, a))
  const shown = named.length > 0 ? named.filter((j) => j !== undefined) : m.s.jobs
  const only = args.includes('-r') ? 'running' : args.includes('-s') ? 'stopped' : undefined
  const rows = shown.filter((j) => only === undefined || j.state === only)
  const text = rows
    .map((j) => (args.includes('-p') ? `${j.pids[0]}\n` : `${jobLine(m, j, args.includes('-l'))}\n`))
    .join('')
  const status = output(m, 'jobs', text)
  if (m.s.warned !== undefined && m.s.warned > 0) m.s.warned = 2
  if (!args.includes('-p')) m.s.jobs = m.s.jobs.filter((j) => j.state !== 'done')
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

const jobNamed = (m: Machine, words: string): Job | undefined =>
  words.startsWith('%') ? findJob(m, words) : m.s.jobs.find((j) => j.pids.includes(Number(words)))

export const disown: Builtin = (m, args) => {
  if (args.includes('-a')) {
    m.s.jobs = []
    return 0
  }
  const names = args.filter((a) => !/^-[har]+$/.test(a))
  const gone = names.length === 0 ? [byRank(m)[0]] : names.map((a) => jobNamed(m, a))
  const lost = gone.indexOf(undefined)
  if (lost >= 0) return refuse(m, 'disown', `${names[lost] ?? 'current'}: no such job`)
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
    if (job?.state === 'stopped' && (signal === 'SIGTERM' || signal === 'SIGHUP')) {
      m.sys.kill(pid, 'SIGCONT')
      m.s.jobs = m.s.jobs.map((known) => (known.id === job.id ? { ...known, told: false } : known))
    }
    if (signal !== 0 && (pid === m.sys.pid || pid === 0 || pid === -1 || pid === -m.s.pgid)) push(m, { kind: 'yield' })
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

/** All signals with their numbers, five a line: bash's with the real-time ones. */
export function signalTable(m: Machine): string {
  const plain = Object.entries(signalNumbers).map(([name, n]) => [n, name] as const)
  const real = Array.from({ length: 31 }, (_, i) => [34 + i, realTime(34 + i)] as const)
  const all = m.s.flavour === 'bash' ? [...plain, ...real] : plain
  return all
    .map(
      ([n, name], i) =>
        `${String(n).padStart(2)}) ${name}${i % 5 === 4 ? '\n' : i < all.length - 1 || m.s.flavour === 'bash' ? '\t' : ''}`,
    )
    .join('')
    .replace(/[^\n]$/, '$&\n')
}

const realTime = (n: number): string =>
  n === 34 ? 'SIGRTMIN' : n === 64 ? 'SIGRTMAX' : n < 50 ? `SIGRTMIN+${n - 34}` : `SIGRTMAX-${64 - n}`

function list(m: Machine, args: readonly string[]): number {
  if (args.length === 0) return output(m, 'kill', signalTable(m))
  let status = 0
  for (const words of args) {
    const n = /^\d+$/.test(words) ? Number(words) & 127 : undefined
    const found = n === undefined ? signalName(words) : Object.entries(signalNumbers).find(([, k]) => k === n)?.[0]
    if (found === undefined) status = refuse(m, 'kill', `${words}: invalid signal specification`)
    else output(m, 'kill', n === undefined ? `${signalNumbers[found as 'SIGHUP']}\n` : `${found.slice(3)}\n`)
  }
  return status
}
