import { SysError } from '../../wire/errno'
import { assign, assignArray, expandItems, type Items } from './assign'
import { builtins, isBuiltin } from './builtins/table'
import { wrongOption } from './builtins/usage'
import { jobGroup, monitoring } from './children'
import { inheritable, keepRedirects, redirect, undoRedirects, type Resolved } from './descriptors'
import { complain } from './errors'
import { expandFields, expandText } from './expand'
import { pop, push } from './frames'
import { giveTerminal } from './jobs'
import { lookup, startRefused } from './lookup'
import { parse } from './parse'
import { shellQuote } from './quote'
import { isShellError, shellError, type Frame, type Machine, type Pause, type Variable } from './state'
import { expanding } from './substitute'
import { traceLine, traceWord } from './trace'
import { debugTrap, hiddenTraps } from './traps'
import type { Arg, Assign, Redirect, Simple } from './tree'
import * as variables from './variables'
import { specials } from './specials'

/**
 * A simple command: expansions, assignments, redirections, then a function, a builtin or a program.
 *
 * @models bash execute_cmd.c execute_simple_command
 */
interface Ready {
  readonly words: readonly string[]
  readonly redirects: readonly Resolved[]
  readonly traces: readonly string[]
  readonly temps: readonly (readonly [string, Variable | undefined])[]
  readonly arrays: readonly { readonly name: string; readonly items: Items; readonly append: boolean }[]
  readonly substituted: boolean
}

export function stepSimple(m: Machine, frame: Extract<Frame, { kind: 'eval' }>, node: Simple): Pause | undefined {
  m.s.line = node.line
  const ps4 = variables.get(m, 'PS4')
  const done = expanding(m, frame.subs, () => prepare(m, node))
  if (done === undefined) return undefined
  pop(m)
  const ready = done.value
  if (m.s.options['xtrace']) trace(m, ready, ps4)
  m.s.pipeStatus = []
  if (ready.words.length === 0) return bare(m, node, ready)
  return dispatch(m, node, ready)
}

function prepare(m: Machine, node: Simple): Ready {
  const { words, arrays } = expandArgs(m, node.args)
  const redirects = resolveRedirects(m, node.redirects)
  const temps: (readonly [string, Variable | undefined])[] = []
  const traces = node.assigns.map((a) => {
    temps.push([a.name, variables.variable(m, a.name)])
    const shown = words.length === 0 || m.s.flavour !== 'bash' ? assign(m, a) : assignBefore(m, a)
    if (words.length > 0) variables.exportVariable(m, a.name)
    return shown
  })
  return { words, redirects, traces, temps, arrays, substituted: m.subs.length > 0 }
}

/** A read-only variable is told of, and the command runs without the assignment. */
function assignBefore(m: Machine, a: Assign): string {
  try {
    return assign(m, a)
  } catch (error) {
    if (!isShellError(error) || variables.variable(m, a.name)?.readonly !== true) throw error
    complain(m, error.message)
    return ''
  }
}

function expandArgs(m: Machine, args: readonly Arg[]): Pick<Ready, 'words' | 'arrays'> {
  const arrays: { name: string; items: Items; append: boolean }[] = []
  const words: string[] = []
  for (const arg of args) {
    if ('word' in arg) words.push(...expandFields(m, [arg.word]))
    else if ('items' in arg.assign.value) {
      arrays.push({
        name: arg.assign.name,
        items: expandItems(
          m,
          arg.assign,
          words.some((w) => /^-\w*A/.test(w)),
        ),
        append: arg.assign.append === true,
      })
      words.push(arg.assign.name)
    } else
      words.push(
        `${arg.assign.name}${subscriptText(m, arg.assign)}${arg.assign.append ? '+=' : '='}${expandText(m, arg.assign.value)}`,
      )
  }
  return { words: unalias(m, words, args), arrays }
}

const subscriptText = (m: Machine, a: Assign): string => (a.index === undefined ? '' : `[${expandText(m, a.index)}]`)

/** An alias whose value is a simple command: its words take the name's place. */
function unalias(m: Machine, words: readonly string[], args: readonly Arg[]): readonly string[] {
  const first = args[0]
  if (
    first === undefined ||
    !('word' in first) ||
    first.word.length !== 1 ||
    first.word[0]!.kind !== 'text' ||
    first.word[0]!.quoted
  )
    return words
  if (m.s.flavour === 'bash' && !m.s.interactive && m.s.shopt['expand_aliases'] !== true) return words
  const seen = new Set<string>()
  let out = words
  for (let name = out[0]!; Object.hasOwn(m.s.aliases, name) && !seen.has(name); name = out[0] ?? '') {
    seen.add(name)
    const node = parse(m.s.aliases[name]!).list.items[0]?.node
    if (node?.kind !== 'simple') return ['eval', m.s.aliases[name]!, ...out.slice(1).map((w) => shellQuote(w))]
    const value = m.s.aliases[name]!
    const rest = /\s$/.test(value) ? nextAlias(m, out.slice(1)) : out.slice(1)
    out = [...node.args.flatMap((a) => ('word' in a ? expandFields(m, [a.word]) : [])), ...rest]
  }
  return out
}

/** After an alias that ends in a blank the next word may be one too. */
function nextAlias(m: Machine, words: readonly string[]): readonly string[] {
  const value = words[0] === undefined || !Object.hasOwn(m.s.aliases, words[0]) ? undefined : m.s.aliases[words[0]]
  return value === undefined ? words : [...value.trim().split(/\s+/), ...words.slice(1)]
}

export function resolveRedirects(m: Machine, redirects: readonly Redirect[]): readonly Resolved[] {
  return redirects.map((r) => {
    if (r.op === '<<' || r.op === '<<<') return { redirect: r, target: expandText(m, r.target) }
    const fields = expandFields(m, [r.target])
    if (fields.length !== 1)
      throw shellError(`${m.s.flavour === 'bash' ? r.shown : fields.join(' ')}: ambiguous redirect`, 1, 'redirect')
    return { redirect: r, target: fields[0]! }
  })
}

function trace(m: Machine, ready: Ready, ps4: string | undefined): void {
  const quote = m.s.flavour === 'bash' ? traceWord : m.s.flavour === 'ash' ? shellQuote : (w: string) => w
  const words = ready.words.map((w) => quote(w))
  if (m.s.flavour !== 'bash') return traceLine(m, [...ready.traces, ...words].join(' '), ps4)
  for (const one of ready.traces) traceLine(m, one, ps4)
  if (words.length > 0) traceLine(m, words.join(' '))
}

/** Only assignments and redirections: they are the shell's own. */
function bare(m: Machine, node: Simple, ready: Ready): undefined {
  if (node.whole === true) {
    push(m, { kind: 'restore', fds: redirect(m, ready.redirects) })
    return push(m, { kind: 'slurp' }) as undefined
  }
  undoRedirects(m, redirect(m, ready.redirects))
  m.s.status = ready.substituted ? m.s.substStatus : 0
}

function dispatch(m: Machine, node: Simple, ready: Ready): Pause | undefined {
  const [name, ...args] = ready.words as [string, ...string[]]
  const called = Object.hasOwn(m.s.functions, name) ? m.s.functions[name] : undefined
  const builtin = isBuiltin(m, name) ? builtins[name] : undefined
  const shown = ready.words.at(-1)!
  if (called === undefined && builtin === undefined) {
    const pause = runProgram(m, node.source, ready.words, ready.redirects)
    m.s.lastArg = shown
    putBack(m, ready.temps)
    return pause
  }
  if (ready.temps.length > 0) {
    if (specials.has(name) && m.s.flavour !== 'bash') unexport(m, ready.temps)
    else push(m, { kind: 'temps', vars: ready.temps })
  }
  const saves = redirect(m, ready.redirects)
  if (name === 'exec' && args.length === 0) keepRedirects(m, saves)
  else if (saves.length > 0) push(m, { kind: 'restore', fds: saves })
  if (ready.arrays.length > 0) push(m, { kind: 'assignlater', assigns: ready.arrays })
  m.s.lastArg = shown
  if (called !== undefined) {
    const hidden = hiddenTraps(m)
    push(m, {
      kind: 'call',
      name,
      args: m.s.args,
      locals: {},
      line: node.line,
      file: called.file,
      ...(m.s.lent.length === 0 ? {} : { lent: m.s.lent }),
      ...(hidden === undefined ? {} : { hidden }),
    })
    if (hidden !== undefined)
      m.s.traps = Object.fromEntries(Object.entries(m.s.traps).filter(([trap]) => !Object.hasOwn(hidden, trap)))
    m.s.args = args
    push(m, {
      kind: 'list',
      list: { kind: 'list', items: [{ node: called.body, background: false, source: name, line: node.line }] },
      pc: 0,
    })
    debugTrap(m)
    return undefined
  }
  const status = wrongOption(m, name, args) ?? builtin!(m, args, node)
  if (status !== undefined) m.s.status = status
  if (m.s.flavour !== 'bash' && !m.s.interactive && strict.has(name) && (status ?? 0) > (name === 'shift' ? 1 : 0))
    push(m, { kind: 'exit', status: status! })
  return undefined
}

/** Special builtins whose errors end a POSIX shell. */
const strict = new Set(['shift', 'export', 'readonly', 'unset', 'set'])

function unexport(m: Machine, temps: Ready['temps']): void {
  for (const [name, was] of temps) {
    if (was?.exported === true) continue
    const { exported: _, ...now } = variables.variable(m, name)!
    variables.put(m, name, now)
  }
}

function putBack(m: Machine, temps: Ready['temps']): void {
  for (const [name, was] of [...temps].reverse()) variables.restore(m, name, was)
}

/** A program: in place of this process where nothing is left to do after it, else as a child that is waited for. */
export function runProgram(
  m: Machine,
  source: string,
  words: readonly string[],
  redirects: readonly Resolved[],
): Pause | undefined {
  const saves = redirect(m, redirects)
  const known = Object.hasOwn(m.s.hash, words[0]!) ? m.s.hash[words[0]!] : undefined
  const found = known !== undefined && m.sys.access(known.path, 'x') ? { path: known.path } : lookup(m, words[0]!)
  if ('words' in found) {
    complain(m, found.words)
    undoRedirects(m, saves)
    m.s.status = found.status
    return undefined
  }
  if (mayReplace(m)) return become(m, found.path, words)
  remember(m, words[0]!, found.path)
  try {
    const pid = start(m, found.path, words)
    undoRedirects(m, saves)
    m.s.children = { ...m.s.children, [pid]: { state: 'running', status: 0 } }
    giveTerminal(m, pid)
    push(m, { kind: 'job', pids: [pid], pgid: monitoring(m) ? pid : 0, source })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    m.s.status = startRefused(m, found.path, error.errno)
    undoRedirects(m, saves)
  }
  return undefined
}

/** The table of `hash`: where a command was found, and how often it was asked for. */
function remember(m: Machine, name: string, path: string): void {
  if (name.includes('/') || m.s.options['hashall'] !== true) return
  m.s.hash = { ...m.s.hash, [name]: { path, hits: (m.s.hash[name]?.hits ?? 0) + 1 } }
}

function start(m: Machine, path: string, words: readonly string[]): number {
  const options = { env: variables.programEnvironment(m, path), fds: inheritable(m), ...jobGroup(m) }
  try {
    return m.sys.spawn(path, words, options)
  } catch (error) {
    if (!(error instanceof SysError) || error.errno !== 'ENOEXEC') throw error
    return m.sys.spawn(m.sys.exe, [m.s.zero, path, ...words.slice(1)], options) // a script without #!
  }
}

/** `set -e` would look at the command's status only to end with it. */
function mayReplace(m: Machine): boolean {
  const [root, ...above] = m.s.stack
  const last = above.every((frame) => frame.kind === 'check')
  return root?.kind === 'root' && root.tail && last && Object.values(m.s.traps).every((t) => t === '')
}

/** From here on this process is that program. */
function become(m: Machine, path: string, words: readonly string[]): undefined {
  push(m, { kind: 'exec', path, argv: words, env: variables.ownEnvironment(m, path), strict: false })
}

/** An array given to `local` or `declare`, assigned once the name has been declared. */
export function stepAssignLater(m: Machine, frame: Extract<Frame, { kind: 'assignlater' }>): undefined {
  pop(m)
  for (const { name, items, append } of frame.assigns) {
    assignArray(m, append ? { name, append: true } : { name }, items)
  }
}
