import type { Fd } from '../../wire/sys'
import { forget, forkShell, reap } from './children'
import { closeQuietly, inheritable, moveUp } from './descriptors'
import { toText } from './encode'
import { complain } from './errors'
import { push, top } from './frames'
import { isNeedSubstitution, type NeedSubstitution, type Frame, type Machine, type Pause } from './state'

/**
 * Command and process substitution: a subshell on a pipe.
 *
 * @models bash subst.c command_substitute, process_substitute
 */

/**
 * Expands with the substitutions known so far; where one is missing, it is begun (its frame goes on the stack),
 * every change that the expansion had made is taken back, and the answer is undefined.
 */
export function expanding<T>(m: Machine, subs: readonly string[], act: () => T): { readonly value: T } | undefined {
  const { vars, rng } = m.s
  m.subs = subs
  m.used = 0
  m.held = []
  try {
    const value = act()
    tell(m)
    return { value }
  } catch (error) {
    if (!isNeedSubstitution(error)) {
      tell(m)
      throw error
    }
    if (error.process === undefined) begin(m, error)
    else lend(m, error, error.process)
    m.s.vars = vars
    m.s.rng = rng
    return undefined
  }
}

function tell(m: Machine): void {
  for (const words of m.held) complain(m, words)
  m.held = []
}

function begin(m: Machine, need: NeedSubstitution): void {
  const fds = inheritable(m)
  const [from, to] = m.sys.pipe()
  const pid = forkShell(m, [{ kind: 'list', list: need.body, pc: 0 }], {
    fds: { ...fds, 1: to },
    substitution: true,
    knowsJobs: true,
  })
  m.sys.close(to)
  push(m, { kind: 'subst', fd: moveUp(m, from), pid, data: '', ended: false })
}

function lend(m: Machine, need: NeedSubstitution, direction: '<' | '>'): void {
  const fds = inheritable(m)
  const [from, to] = m.sys.pipe()
  const [mine, theirs] = direction === '<' ? [from, to] : [to, from]
  const pid = forkShell(m, [{ kind: 'list', list: need.body, pc: 0 }], {
    fds: { ...fds, [direction === '<' ? 1 : 0]: theirs },
    background: true,
    knowsJobs: m.s.flavour === 'bash',
  })
  m.sys.close(theirs)
  const fd = moveUp(m, mine, lowestLent(m) - 1)
  m.s.lent = [...m.s.lent, fd]
  m.s.background = pid
  learn(m, `/dev/fd/${fd}`)
}

/** The first is /dev/fd/63, the next 62. */
const lowestLent = (m: Machine): Fd => Math.min(64, ...m.sys.fds().filter((fd) => fd > 9 && m.s.lent.includes(fd)))

/** Gives the frame that was expanding one more result; it expands again. */
function learn(m: Machine, output: string): void {
  const frame = top(m)
  if (!('subs' in frame)) return
  m.s.stack[m.s.stack.length - 1] = { ...frame, subs: [...frame.subs, output] }
}

export function stepSubstitution(m: Machine, frame: Extract<Frame, { kind: 'subst' }>): Pause | undefined {
  if (!frame.ended) {
    const data = m.sys.read(frame.fd, 65536)
    if (data === undefined) return { pause: 'wait', on: [{ on: 'readable', fd: frame.fd }] }
    m.s.stack[m.s.stack.length - 1] = { ...frame, data: frame.data + data, ended: data === '' }
    if (data === '') closeQuietly(m, frame.fd)
    return undefined
  }
  reap(m)
  const child = m.s.children[frame.pid]
  if (child?.state === 'running') return { pause: 'wait', on: [{ on: 'child' }] }
  m.s.stack.pop()
  forget(m, [frame.pid])
  m.s.substStatus = child?.status ?? 0
  m.s.status = m.s.substStatus
  learn(m, toText(frame.data).replace(/\0/g, '').replace(/\n+$/, ''))
  return undefined
}
