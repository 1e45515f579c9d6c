import { attempt, complain, fail, isBusybox, oneShot, put } from '../face'
import { misuse } from '../say'
import { processes } from './proc'
import { signalNumbers, type Signal } from '../../wire/signal'
import type { Sys } from '../../wire/sys'

/**
 * Sends signals: kill, pkill, killall, pgrep, pidof.
 *
 * @models procps-ng src/{skill,pgrep}.c, psmisc killall, busybox procps/kill.c
 * @fidelity part: pkill and pgrep know -f, -x and -l; kill -l lists
 */
export function signalOf(word: string): Signal | 0 | undefined {
  if (word === '0') return 0
  const bare = word.toUpperCase().replace(/^SIG/, '')
  const found = (Object.keys(signalNumbers) as Signal[]).find(
    (name) => name === `SIG${bare}` || String(signalNumbers[name]) === bare,
  )
  return found
}

/** The signal of `-9`, `-TERM`, `-s TERM`, and the words that are left. */
function chosen(args: readonly string[]): {
  readonly signal: Signal | 0 | undefined
  readonly word: string
  readonly rest: readonly string[]
} {
  const [first, second] = args
  if (first === '-s' || first === '-n')
    return { signal: signalOf(second ?? ''), word: second ?? '', rest: args.slice(2) }
  if (first === '--') return { signal: 'SIGTERM', word: '', rest: args.slice(1) }
  if (first?.startsWith('-') && first.length > 1)
    return { signal: signalOf(first.slice(1)), word: first.slice(1), rest: args.slice(1) }
  return { signal: 'SIGTERM', word: '', rest: args }
}

export const kill = oneShot('kill', (sys, args) => {
  if (args[0] === '-l' || args[0] === '-L') return list(sys, args[1])
  const { signal, word, rest } = chosen(args)
  if (signal === undefined) return fail(sys, isBusybox(sys) ? `bad signal name '${word}'` : `unknown signal ${word}`)
  if (rest.length === 0)
    return isBusybox(sys) ? fail(sys, 'you need to specify whom to kill') : misuse(sys, 'not enough arguments')
  return rest.map((target) => send(sys, target, signal)).every(Boolean) ? 0 : 1
})

function list(sys: Sys, word: string | undefined): number {
  const names = Object.entries(signalNumbers)
  if (word === undefined) put(sys, `${names.map(([name]) => name.slice(3)).join(' ')}\n`)
  else
    put(
      sys,
      `${/^\d+$/.test(word) ? (names.find(([, n]) => n === Number(word) % 128)?.[0].slice(3) ?? word) : String(signalNumbers[signalOf(word) as Signal] ?? word)}\n`,
    )
  return 0
}

function send(sys: Sys, target: string, signal: Signal | 0): boolean {
  if (!/^-?\d+$/.test(target)) {
    complain(sys, isBusybox(sys) ? `invalid number '${target}'` : `failed to parse argument: '${target}'`)
    return false
  }
  return attempt(
    () => sys.kill(Number(target), signal),
    (words) => complain(sys, isBusybox(sys) ? `can't kill pid ${target}: ${words}` : `(${target}): ${words}`),
  )
}

interface Search {
  readonly matches: readonly { readonly pid: number; readonly comm: string; readonly args: string }[]
  readonly signal: Signal | 0
  readonly long: boolean
}

function found(sys: Sys, args: readonly string[]): Search | undefined {
  const flags = args.filter((arg) => arg.startsWith('-'))
  const pattern = args.find((arg) => !arg.startsWith('-'))
  if (pattern === undefined) return undefined
  const full = flags.some((flag) => /^-[flxa]*f/.test(flag))
  const exact = flags.some((flag) => /^-[flxa]*x/.test(flag))
  const signal = flags.map((flag) => signalOf(flag.slice(1))).find((each) => each !== undefined) ?? 'SIGTERM'
  const expression = new RegExp(exact ? `^(?:${pattern})$` : pattern)
  const matches = processes(sys).filter(
    (p) => p.pid !== sys.pid && p.state !== 'Z' && expression.test(full ? p.args : p.comm),
  )
  return { matches, signal, long: flags.some((flag) => /^-[flxa]*[la]/.test(flag)) }
}

export const pgrep = oneShot('pgrep', (sys, args) => {
  const search = found(sys, args)
  if (!search) return misuse(sys, 'no matching criteria specified', 2)
  put(
    sys,
    search.matches
      .map((p) => `${p.pid}${search.long ? ` ${args.some((arg) => /^-\w*a/.test(arg)) ? p.args : p.comm}` : ''}\n`)
      .join(''),
  )
  return search.matches.length > 0 ? 0 : 1
})

export const pkill = oneShot('pkill', (sys, args) => {
  const search = found(sys, args)
  if (!search) return misuse(sys, 'no matching criteria specified', 2)
  return search.matches.map((p) => send(sys, String(p.pid), search.signal)).some(Boolean) ? 0 : 1
})

export const killall = oneShot('killall', (sys, args) => {
  const { signal, rest } = chosen(args)
  let status = 0
  for (const name of rest.filter((word) => !word.startsWith('-'))) {
    const matches = processes(sys).filter((p) => p.pid !== sys.pid && p.comm === name.slice(0, 15))
    if (matches.length === 0) status = fail(sys, `${name}: no process ${isBusybox(sys) ? 'killed' : 'found'}`)
    for (const p of matches) if (!send(sys, String(p.pid), signal ?? 'SIGTERM')) status = 1
  }
  return status
})

export const pidof = oneShot('pidof', (sys, args) => {
  const names = args.filter((arg) => !arg.startsWith('-'))
  const pids = processes(sys)
    .filter((p) => names.includes(p.comm))
    .map((p) => p.pid)
    .reverse()
  if (pids.length > 0) put(sys, `${pids.join(' ')}\n`)
  return pids.length > 0 ? 0 : 1
})
