import { complain, errnoOf, exit, isBusybox, quietly } from '../face'
import { become, launch } from '../launch'
import { getopt, has, last, type Options } from '../options'
import { notExecuted } from './unshare'
import { kindOptions, longOptions, type KindOption } from './kinds'
import { strerror } from '../../wire/errno'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Runs a program in the namespaces of another process.
 *
 * @models util-linux sys-utils/nsenter.c, busybox util-linux/nsenter.c
 * @fidelity part: namespaces are named by a process, not by any file
 */
export interface Entering {
  readonly argv: readonly string[]
  readonly child?: Pid
}

const long = {
  ...longOptions,
  'target=': 't',
  all: 'a',
  'root?': 'r',
  'wd?': 'w',
  'wdns=': 'W',
  'setuid=': 'S',
  'setgid=': 'G',
  'no-fork': 'F',
  'preserve-credentials': 'preserve',
  env: 'e',
}

export const nsenter: Program<Entering> = {
  name: 'nsenter',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 't:amuinpUCTrwW:S:G:Fe', long, stopEarly: true })
      return options === undefined ? exit(1) : enter(sys, options)
    }),
  resume: (sys, state, wake) => {
    if (wake.on === 'execFailed') return exit(notExecuted(sys, state.argv[0]!, wake.errno))
    const status = state.child === undefined ? undefined : sys.wait(state.child)
    return status === undefined ? { turn: 'wait', state, on: [{ on: 'child' }] } : exit(status.status)
  },
}

function enter(sys: Sys, options: Options): Turn<Entering> {
  const target = Number(last(options, 't'))
  const asked = kindOptions.filter(({ letter }) => has(options, letter) || has(options, 'a'))
  const first = asked[0]
  if (last(options, 't') === undefined)
    return exit(
      refused(
        sys,
        first === undefined
          ? 'no target PID specified'
          : `neither filename nor target pid supplied for ns/${first.kind}`,
      ),
    )
  const wanted: KindOption[] = []
  for (const option of asked) {
    const answer = differs(sys, target, option)
    if (typeof answer === 'string') return exit(refused(sys, answer))
    if (answer || !has(options, 'a')) wanted.push(option)
  }
  const wrong = join(sys, target, wanted) ?? settle(sys, options, wanted)
  if (wrong !== undefined) return exit(refused(sys, wrong))
  return run(sys, options, wanted.some(({ kind }) => kind === 'pid') && !has(options, 'F'))
}

/** Whether the target is in another namespace of that kind; or why that cannot be known. */
function differs(sys: Sys, target: number, { kind }: KindOption): boolean | string {
  try {
    return sys.readlink(`/proc/${target}/ns/${kind}`) !== sys.readlink(`/proc/self/ns/${kind}`)
  } catch (error) {
    return `cannot open /proc/${target}/ns/${kind}: ${strerror[errnoOf(error)]}`
  }
}

function join(sys: Sys, target: number, wanted: readonly KindOption[]): string | undefined {
  // The pids that /proc shows may be others once the mount namespace is another: all at once, as with a pidfd.
  for (const { kind } of wanted) {
    try {
      sys.setns(target, [kind])
    } catch (error) {
      const words = isBusybox(sys)
        ? `setns(): can't reassociate to namespace '${kind}'`
        : `reassociate to namespace 'ns/${kind}' failed`
      return `${words}: ${strerror[errnoOf(error)]}`
    }
  }
  return undefined
}

/** In a user namespace that was entered one is its root, unless asked otherwise. */
function settle(sys: Sys, options: Options, wanted: readonly KindOption[]): string | undefined {
  const user = wanted.some(({ kind }) => kind === 'user') && !has(options, 'preserve')
  const [uid, gid] = [last(options, 'S') ?? (user ? '0' : undefined), last(options, 'G') ?? (user ? '0' : undefined)]
  try {
    if (last(options, 'W')) sys.chdir(last(options, 'W')!)
    if (gid !== undefined) sys.setgid(Number(gid))
    if (uid !== undefined) sys.setuid(Number(uid))
    return undefined
  } catch (error) {
    return `setuid() failed: ${strerror[errnoOf(error)]}`
  }
}

function run(sys: Sys, options: Options, forks: boolean): Turn<Entering> {
  const argv = options.operands.length > 0 ? options.operands : [shellOf(sys)]
  if (!forks) return become(sys, argv, { argv }, (errno) => notExecuted(sys, argv[0]!, errno))
  const child = launch(sys, argv)
  if (typeof child === 'string') return exit(notExecuted(sys, argv[0]!, child))
  return { turn: 'wait', state: { argv, child }, on: [{ on: 'child' }] }
}

/** $SHELL is the caller's: in another root it may not be there. */
const shellOf = (sys: Sys): string => {
  const shell = sys.env['SHELL'] ?? '/bin/sh'
  return sys.access(shell, 'x') ? shell : '/bin/sh'
}

function refused(sys: Sys, words: string): number {
  complain(sys, words)
  return 1
}
