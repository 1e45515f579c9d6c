import { calledAs, complain, errnoOf, exit, isBusybox, quietly, writeInto } from '../face'
import { become } from '../launch'
import { getopt, has, last, type Options } from '../options'
import { kindOptions, longOptions } from './kinds'
import { strerror, type Errno } from '../../wire/errno'
import type { NamespaceKind } from '../../wire/syscall'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Runs a program in namespaces of its own.
 *
 * @models util-linux sys-utils/unshare.c, busybox util-linux/unshare.c
 * @fidelity part: no --map-auto, no offsets of time namespaces, no files that keep a namespace
 */
export interface Unsharing {
  readonly argv: readonly string[]
  readonly mountProc?: string
  readonly root?: string
  readonly wd?: string
  readonly uid?: number
  readonly gid?: number
  /** In the parent: whom it waits for. */
  readonly child?: Pid
}

const long = {
  ...longOptions,
  fork: 'f',
  'map-root-user': 'r',
  'map-current-user': 'c',
  'map-user=': 'map-user',
  'map-group=': 'map-group',
  'mount-proc?': 'mount-proc',
  'kill-child?': 'kill-child',
  'propagation=': 'propagation',
  'setgroups=': 'setgroups',
  'root=': 'R',
  'wd=': 'w',
  'setuid=': 'S',
  'setgid=': 'G',
  'keep-caps': 'keep-caps',
}

export const unshare: Program<Unsharing> = {
  name: 'unshare',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 'muinpUCTfrcR:w:S:G:', long, stopEarly: true })
      return options === undefined ? exit(1) : begin(sys, options)
    }),
  resume: (sys, state, wake) => {
    if (wake.on === 'execFailed') return exit(notExecuted(sys, state.argv[0]!, wake.errno))
    return quietly(() => (state.child === undefined ? inside(sys, state) : ended(sys, state, state.child)))
  },
}

function begin(sys: Sys, options: Options): Turn<Unsharing> {
  const kinds = kindsOf(options)
  const me = { uid: sys.uid, gid: sys.gid }
  try {
    sys.unshare(kinds)
  } catch (error) {
    const words = isBusybox(sys) ? `unshare(0x${flagsOf(kinds).toString(16)})` : 'unshare failed'
    return exit(failure(sys, words, errnoOf(error)))
  }
  const unmapped = mapIds(sys, options, me)
  if (unmapped !== undefined) return exit(unmapped)
  const state = stateOf(sys, options)
  if (!has(options, 'f') && !has(options, 'kill-child')) return inside(sys, state)
  return forked(sys, state)
}

function kindsOf(options: Options): readonly NamespaceKind[] {
  const mapped = ['r', 'c', 'map-user', 'map-group'].some((key) => has(options, key))
  return kindOptions
    .filter(
      ({ letter, kind }) =>
        has(options, letter) || (kind === 'user' && mapped) || (kind === 'mnt' && has(options, 'mount-proc')),
    )
    .map(({ kind }) => kind)
}

const flagsOf = (kinds: readonly NamespaceKind[]): number =>
  kindOptions.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { flag }) => sum + flag, 0)

function stateOf(sys: Sys, options: Options): Unsharing {
  const mountProc = has(options, 'mount-proc') ? last(options, 'mount-proc') || '/proc' : undefined
  const root = last(options, 'R')
  const wd = last(options, 'w')
  const [uid, gid] = [last(options, 'S'), last(options, 'G')]
  return {
    argv: options.operands.length > 0 ? options.operands : [sys.env['SHELL'] ?? '/bin/sh'],
    ...(mountProc !== undefined && { mountProc }),
    ...(root !== undefined && { root }),
    ...(wd !== undefined && { wd }),
    ...(uid !== undefined && { uid: Number(uid) }),
    ...(gid !== undefined && { gid: Number(gid) }),
  }
}

/** Whoever made the user namespace is somebody in it: root, or who it was. */
function mapIds(sys: Sys, options: Options, me: { readonly uid: number; readonly gid: number }): number | undefined {
  const inner = has(options, 'r') ? { uid: 0, gid: 0 } : has(options, 'c') ? me : undefined
  const uid = last(options, 'map-user') ?? inner?.uid
  const gid = last(options, 'map-group') ?? inner?.gid
  const write = (file: string, text: string): number | undefined => {
    try {
      writeInto(sys, `/proc/self/${file}`, text)
      return undefined
    } catch (error) {
      return failure(sys, `write failed /proc/self/${file}`, errnoOf(error))
    }
  }
  const uids = uid === undefined ? undefined : write('uid_map', `${uid} ${me.uid} 1`)
  if (uids !== undefined || gid === undefined) return uids
  return write('setgroups', 'deny') ?? write('gid_map', `${gid} ${me.gid} 1`)
}

function forked(sys: Sys, state: Unsharing): Turn<Unsharing> {
  try {
    const child = sys.fork(state)
    sys.sigaction('SIGINT', 'ignore')
    sys.sigaction('SIGTERM', 'ignore')
    return { turn: 'wait', state: { ...state, child }, on: [{ on: 'child' }] }
  } catch (error) {
    return exit(failure(sys, 'fork failed', errnoOf(error)))
  }
}

function ended(sys: Sys, state: Unsharing, child: Pid): Turn<Unsharing> {
  const status = sys.wait(child)
  return status === undefined ? { turn: 'wait', state, on: [{ on: 'child' }] } : exit(status.status)
}

/** What is left to do before the program begins. */
function inside(sys: Sys, state: Unsharing): Turn<Unsharing> {
  const wrong =
    step(
      sys,
      `cannot change root directory to '${state.root}'`,
      () => state.root !== undefined && sys.chroot(state.root),
    ) ??
    step(sys, `cannot chdir to '${state.wd}'`, () => state.wd !== undefined && sys.chdir(state.wd)) ??
    mountProc(sys, state.mountProc) ??
    step(sys, 'setgid failed', () => state.gid !== undefined && sys.setgid(state.gid)) ??
    step(sys, 'setuid failed', () => state.uid !== undefined && sys.setuid(state.uid))
  if (wrong !== undefined) return exit(wrong)
  return become(sys, state.argv, state, (errno) => notExecuted(sys, state.argv[0]!, errno))
}

function mountProc(sys: Sys, target: string | undefined): number | undefined {
  if (target === undefined) return undefined
  const call = { source: 'proc', target, type: 'proc', flags: ['nosuid', 'noexec', 'nodev'], data: '' }
  return step(sys, `mount ${target} failed`, () => sys.mount(call))
}

function step(sys: Sys, what: string, act: () => unknown): number | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    return failure(sys, what, errnoOf(error))
  }
}

function failure(sys: Sys, what: string, errno: Errno): number {
  complain(sys, `${what}: ${strerror[errno]}`)
  return 1
}

export function notExecuted(sys: Sys, file: string, errno: Errno): number {
  const words = isBusybox(sys) ? `can't execute '${file}'` : `failed to execute ${file}`
  sys.write(2, `${calledAs(sys)}: ${words}: ${strerror[errno]}\n`)
  return errno === 'ENOENT' ? 127 : 126
}
