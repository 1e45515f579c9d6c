import { seconds } from '../coreutils/sleep'
import { calledAs, complain, exit, isBusybox, put } from '../face'
import { become, launch, notRun, plainRefusal } from '../launch'
import { getopt, has, last } from '../options'
import { busyboxBanner } from '../busybox-usage'
import { misuse, quote } from '../say'
import { signalOf } from './kill'
import { groups, userName, users } from '../accounts/names'
import { utf8 } from '../../../base/bytes'
import { strerror, type Errno } from '../../wire/errno'
import type { Signal } from '../../wire/signal'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Programs that run another: busybox, sudo, nohup, nice, setsid, timeout, time, watch.
 *
 * @models coreutils src/{timeout,nohup,nice}.c, sudo(8), busybox
 * @fidelity part: sudo never asks for a password; nice is not kept
 */
interface Becoming {
  readonly file: string
}

type Refusal = (sys: Sys, file: string, errno: Errno) => number

const becomes = (
  name: string,
  argvOf: (sys: Sys) => readonly string[] | number,
  said: Refusal = notRun,
): Program<Becoming> => ({
  name,
  start: (sys) => {
    const argv = argvOf(sys)
    if (typeof argv === 'number') return exit(argv)
    return become(sys, argv, { file: argv[0]! }, (errno) => said(sys, argv[0]!, errno))
  },
  resume: (sys, state, wake) => exit(wake.on === 'execFailed' ? said(sys, state.file, wake.errno) : 0),
})

const withoutOptions = (spec: string) => (sys: Sys) => {
  const options = getopt(sys, sys.argv.slice(1), { short: spec, stopEarly: true })
  if (!options) return 125
  return options.operands.length > 0 ? options.operands : misuse(sys, 'missing operand', 125)
}

/** Where others quote as the locale does, nohup and nice quote as the shell does. */
const shellQuoted: Refusal = (sys, file, errno) => {
  if (isBusybox(sys)) return notRun(sys, file, errno)
  complain(sys, `failed to run command '${file}': ${strerror[errno]}`)
  return errno === 'ENOENT' ? 127 : 126
}

export const nohup = becomes(
  'nohup',
  (sys) => {
    sys.sigaction('SIGHUP', 'ignore')
    return withoutOptions('')(sys)
  },
  shellQuoted,
)

export const nice = becomes('nice', withoutOptions('n:'))

export const setsid = becomes('setsid', (sys) => {
  const argv = withoutOptions('cfw')(sys)
  try {
    sys.setsid()
  } catch {
    return argv
  }
  return argv
})

export const stdbuf = becomes('stdbuf', withoutOptions('i:o:e:'))

/** The multi-call binary itself: `busybox ls`. */
export const busybox: Program<Becoming> = {
  name: 'busybox',
  start: (sys) => {
    const argv = sys.argv.slice(1)
    if (argv.length > 0 && argv[0] !== '--list') return { turn: 'exec', state: { file: argv[0]! }, path: sys.exe, argv }
    put(sys, `${busyboxBanner}\n`)
    return exit(0)
  },
  resume: (sys, state) => {
    sys.write(2, utf8(`${state.file}: applet not found\n`))
    return exit(127)
  },
}

export const sudo: Program<Becoming> = {
  name: 'sudo',
  start: (sys) => {
    const options = getopt(sys, sys.argv.slice(1), {
      short: 'u:g:iEHnsSkKlvb',
      long: { 'user=': 'u', 'preserve-env': 'E', login: 'i', 'non-interactive': 'n', 'set-home': 'H' },
      stopEarly: true,
    })
    if (!options) return exit(1)
    const who = last(options, 'u') ?? 'root'
    const user = users(sys).find((each) => each.name === who || String(each.uid) === who.replace('#', ''))
    if (!user) return exit(refuse(sys, `unknown user: ${who}\nsudo: error initializing audit plugin sudoers_audit`))
    const words = options.operands.filter(
      (word, i, all) => !(/^\w+=/.test(word) && all.slice(0, i).every((each) => /^\w+=/.test(each))),
    )
    const argv = words.length > 0 ? words : has(options, 'i') || has(options, 's') ? [user.shell] : undefined
    if (!argv) return exit(refuse(sys, 'a command is needed\nusage: sudo [-u user] command'))
    const invoker = userName(sys, sys.ruid) ?? String(sys.ruid)
    const from = { SUDO_USER: invoker, SUDO_UID: String(sys.ruid), SUDO_GID: String(sys.gid) }
    try {
      sys.setgroups(groupsOf(sys, user))
      sys.setgid(user.gid)
      sys.setuid(user.uid)
    } catch {
      return exit(refuse(sys, 'must be owned by uid 0 and have the setuid bit set'))
    }
    const turn = become(sys, argv, { file: argv[0]! }, () => refuse(sys, `${argv[0]!}: command not found`))
    const env = {
      ...sys.env,
      USER: user.name,
      LOGNAME: user.name,
      HOME: user.home,
      ...from,
      SUDO_COMMAND: argv.join(' '),
    }
    return turn.turn === 'exec' ? { ...turn, env } : turn
  },
  resume: (sys, state) => exit(refuse(sys, `unable to execute ${state.file}`)),
}

const groupsOf = (sys: Sys, user: { readonly name: string; readonly gid: number }): readonly number[] => [
  ...new Set([
    user.gid,
    ...groups(sys)
      .filter((group) => group.members.includes(user.name))
      .map((group) => group.gid),
  ]),
]

function refuse(sys: Sys, words: string): number {
  complain(sys, words)
  return 1
}

interface Timing {
  readonly child: Pid
  readonly until?: number
  readonly signal: Signal
  readonly fired: boolean
  readonly started: number
}

const waiting = (state: Timing): Turn<Timing> => ({
  turn: 'wait',
  state,
  on: [{ on: 'child' }, ...(state.until === undefined ? [] : [{ on: 'timer', at: state.until } as const])],
})

export const timeout: Program<Timing> = {
  name: 'timeout',
  start: (sys) => {
    const options = getopt(sys, sys.argv.slice(1), {
      short: 's:k:vt:',
      long: { 'signal=': 's', 'kill-after=': 'k', foreground: 'f', 'preserve-status': 'p', verbose: 'v' },
      stopEarly: true,
    })
    if (!options) return exit(125)
    const [word = '', ...argv] = options.operands
    const span = seconds(word)
    if (span === undefined)
      return exit(
        isBusybox(sys)
          ? refuse(sys, `invalid number '${word}'`)
          : misuse(sys, `invalid time interval ${quote(sys, word)}`, 125),
      )
    if (argv.length === 0) return exit(misuse(sys, 'missing operand', 125))
    const signal = signalOf(last(options, 's') ?? 'TERM')
    const child = launch(sys, argv)
    if (typeof child === 'string') return exit(notRun(sys, argv[0]!, child))
    return waiting({
      child,
      signal: signal || 'SIGTERM',
      fired: false,
      started: sys.now(),
      ...(span === 0 || span === Infinity ? {} : { until: sys.now() + span * 1e6 }),
    })
  },
  resume: (sys, state, wake) => {
    const ended = sys.wait(state.child)
    if (ended) return exit(state.fired ? (isBusybox(sys) ? 143 : state.signal === 'SIGKILL' ? 137 : 124) : ended.status)
    if (wake.on !== 'timer') return waiting(state)
    sys.kill(state.child, state.signal)
    const { until: _, ...rest } = state
    return waiting({ ...rest, fired: true })
  },
}

export const time: Program<Timing> = {
  name: 'time',
  start: (sys) => {
    const argv = sys.argv.slice(1).filter((word, i, all) => !(word === '-p' && i === all.indexOf('-p') && i === 0))
    const child = launch(sys, argv)
    if (typeof child === 'string') return exit(plainRefusal(sys, argv[0]!, child))
    return waiting({ child, signal: 'SIGTERM', fired: false, started: sys.now() })
  },
  resume: (sys, state) => {
    const ended = sys.wait(state.child)
    if (!ended) return waiting(state)
    const span = (sys.now() - state.started) / 1e6
    sys.write(2, `real\t${Math.floor(span / 60)}m ${(span % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`)
    return exit(ended.status)
  },
}

interface Watching {
  readonly argv: readonly string[]
  readonly every: number
  readonly child?: Pid
}

export const watch: Program<Watching> = {
  name: 'watch',
  start: (sys) => {
    const options = getopt(sys, sys.argv.slice(1), {
      short: 'n:dtcex',
      long: { 'interval=': 'n', differences: 'd', 'no-title': 't' },
      stopEarly: true,
    })
    if (!options || options.operands.length === 0) return exit(misuse(sys, 'missing operand'))
    return again(sys, {
      argv: ['sh', '-c', options.operands.join(' ')],
      every: Math.max(0.1, Number(last(options, 'n') ?? 2)) * 1e6,
    })
  },
  resume: (sys, state, wake) => {
    if (wake.on === 'timer') return again(sys, state)
    if (state.child === undefined || !sys.wait(state.child)) return { turn: 'wait', state, on: [{ on: 'child' }] }
    const { child: _, ...rest } = state
    return { turn: 'wait', state: rest, on: [{ on: 'timer', at: sys.now() + state.every }] }
  },
}

function again(sys: Sys, state: Watching): Turn<Watching> {
  put(sys, `\x1b[H\x1b[JEvery ${(state.every / 1e6).toFixed(1)}s: ${state.argv[2]}\n\n`)
  const child = launch(sys, state.argv)
  if (typeof child === 'string') return exit(plainRefusal(sys, calledAs(sys), child))
  return { turn: 'wait', state: { ...state, child }, on: [{ on: 'child' }] }
}
