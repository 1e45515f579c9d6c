import { SysError } from '../../wire/errno'
import type { Fd, Pid } from '../../wire/sys'
import { forkShell, jobGroup, monitoring } from './children'
import { closeQuietly, inheritable, moveUp, takeInput } from './descriptors'
import { push } from './frames'
import { addJob, giveTerminal } from './jobs'
import { startRefused } from './lookup'
import { say } from './errors'
import type { Frame, Machine } from './state'
import type { Node, Statement } from './tree'
import { put } from './variables'

/**
 * Pipelines, subshells and background jobs: each element is a child.
 *
 * @models bash execute_cmd.c execute_pipeline
 */
const only = (node: Node): Frame => ({
  kind: 'list',
  list: { kind: 'list', items: [{ node, background: false, source: '', line: lineOf(node) }] },
  pc: 0,
})

const lineOf = (node: Node): number => ('line' in node ? node.line : 0)

export function startPipeline(m: Machine, node: Extract<Node, { kind: 'pipeline' }>): void {
  const base = inheritable(m)
  const pids: Pid[] = []
  let input: Fd | undefined
  try {
    for (const [i, part] of node.parts.entries()) {
      if (i > 0 && i === node.parts.length - 1 && runsLast(m)) return runHere(m, part, input!, pids, node.source)
      const out = i < node.parts.length - 1 ? m.sys.pipe() : undefined
      const fds = {
        ...base,
        ...(input === undefined ? {} : { 0: input }),
        ...(out === undefined ? {} : { 1: out[1] }),
        ...(out !== undefined && node.both[i] ? { 2: out[1] } : {}),
      }
      pids.push(forkShell(m, [only(part)], { fds, knowsJobs: isBuiltinCall(m, part), ...jobGroup(m, pids[0]) }))
      if (i === 0) giveTerminal(m, pids[0]!)
      if (input !== undefined) closeQuietly(m, input)
      if (out !== undefined) closeQuietly(m, out[1])
      input = out?.[0]
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (input !== undefined) closeQuietly(m, input)
    m.s.status = startRefused(m, '', error.errno)
    if (pids.length === 0) return
  }
  push(m, { kind: 'job', pids, pgid: monitoring(m) ? pids[0]! : 0, source: node.source })
}

const runsLast = (m: Machine): boolean => m.s.flavour === 'bash' && m.s.shopt['lastpipe'] === true && !monitoring(m)

/** The last element of a pipeline as a command of this shell; then the others are waited for. */
function runHere(m: Machine, part: Node, input: Fd, pids: readonly Pid[], source: string): void {
  push(m, { kind: 'job', pids, pgid: 0, source, own: true })
  push(m, { kind: 'restore', fds: takeInput(m, input) })
  push(m, only(part))
}

/** `jobs | cat`: a builtin that is an element of a pipeline by itself. A function or a group begins without jobs. */
function isBuiltinCall(m: Machine, node: Node): boolean {
  const first = node.kind === 'simple' ? node.args[0] : undefined
  const name = first !== undefined && 'word' in first && first.word.length === 1 ? first.word[0] : undefined
  return name?.kind === 'text' && !Object.hasOwn(m.s.functions, name.text)
}

export function startSubshell(m: Machine, node: Extract<Node, { kind: 'subshell' }>, source: string): void {
  try {
    const pid = forkShell(m, [{ kind: 'list', list: node.body, pc: 0 }], jobGroup(m))
    giveTerminal(m, pid)
    push(m, { kind: 'job', pids: [pid], pgid: monitoring(m) ? pid : 0, source })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    m.s.status = startRefused(m, '', error.errno)
  }
}

/** `coproc`: a background job whose input and output the shell holds in NAME[1] and NAME[0]. */
export function startCoprocess(m: Machine, node: Extract<Node, { kind: 'coproc' }>): void {
  const base = inheritable(m)
  const [fromIt, out] = m.sys.pipe()
  const [input, toIt] = m.sys.pipe()
  const pid = forkShell(m, [only(node.body)], { fds: { ...base, 0: input, 1: out }, background: true, ...jobGroup(m) })
  closeQuietly(m, out)
  closeQuietly(m, input)
  const ends = { 0: String(moveUp(m, fromIt, 63)), 1: String(moveUp(m, toIt, 60)) }
  put(m, node.name, { items: ends })
  put(m, `${node.name}_PID`, { value: String(pid) })
  m.s.background = pid
  const job = addJob(m, {
    pids: [pid],
    pgid: monitoring(m) ? pid : 0,
    source: node.source,
    state: 'running',
    status: 0,
  })
  if (m.s.mode === 'tty') say(m, `[${job.id}] ${pid}`)
  m.s.status = 0
}

export function startBackground(m: Machine, item: Statement): void {
  const fds = { ...inheritable(m) }
  const blind = monitoring(m) ? undefined : m.sys.open('/dev/null', { read: true })
  if (blind !== undefined) fds[0] = blind
  try {
    const pid = forkShell(m, [only(item.node)], { fds, background: true, ...jobGroup(m) })
    m.s.background = pid
    const job = addJob(m, {
      pids: [pid],
      pgid: monitoring(m) ? pid : 0,
      source: item.source,
      state: 'running',
      status: 0,
    })
    if (m.s.mode === 'tty' && m.s.flavour === 'bash') say(m, `[${job.id}] ${pid}`)
    m.s.status = 0
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    m.s.status = startRefused(m, '', error.errno)
  } finally {
    if (blind !== undefined) closeQuietly(m, blind)
  }
}
