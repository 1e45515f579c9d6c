import { evaluateText } from './arith'
import { currentFile } from './callers'
import { resolveRedirects } from './command'
import { compareFiles, fileComparisons, numberComparisons, unary } from './conditions'
import { redirect } from './descriptors'
import { complain } from './errors'
import { expandFields, expandPattern, expandSum, expandText } from './expand'
import { pop, push, replace, top } from './frames'
import { matches } from './pattern'
import { syntaxError } from './syntax-error'
import { startCoprocess, startPipeline, startSubshell } from './pipeline'
import { shellError, isShellError, type Frame, type Machine } from './state'
import { expanding } from './substitute'
import { traceLine, traceWord } from './trace'
import { debugTrap } from './traps'
import type { Node, Test, Word } from './tree'
import * as variables from './variables'

/**
 * Compound commands: what each does when it begins, and at each return to its frame.
 *
 * @models bash execute_cmd.c
 */
type Of<K extends Frame['kind']> = Extract<Frame, { kind: K }>

/** Puts a node on the stack. */
export function begin(m: Machine, node: Node, source = ''): void {
  switch (node.kind) {
    case 'list':
      return push(m, { kind: 'list', list: node, pc: 0 })
    case 'test':
    case 'sum':
      if (m.s.flavour === 'dash' || (m.s.flavour === 'ash' && node.kind === 'sum')) return notInSh(m, node)
      return evaluated(m, node)
    case 'simple':
      return evaluated(m, node)
    case 'redirected':
      return push(m, { kind: 'eval', node, subs: [] })
    case 'andor':
      return push(m, { kind: 'andor', node, pc: 0 })
    case 'pipeline':
      return beginPipeline(m, node)
    case 'if':
      return push(m, { kind: 'if', node, pc: -1 })
    case 'while':
      return push(m, { kind: 'while', node, phase: 'start', status: 0 })
    case 'for':
    case 'select':
      return beginFor(m, node)
    case 'sumfor':
      return push(m, { kind: 'sumfor', node, phase: 'first', subs: [] })
    case 'case':
      push(m, { kind: 'case', node, from: 0, subs: [] })
      return announced(m, node.head, node.line)
    case 'subshell':
      checked(m)
      return startSubshell(m, node, source)
    case 'function':
      m.s.functions = { ...m.s.functions, [node.name]: { ...node, file: currentFile(m) } }
      m.s.status = 0
      return
    case 'broken':
      return syntaxError(m, node.failure, 'command substitution')
    case 'coproc':
      return startCoprocess(m, node)
  }
}

/** dash takes `[[` for a command's name, and `((x))` for a subshell in a subshell. */
function notInSh(m: Machine, node: Extract<Node, { kind: 'test' | 'sum' }>): void {
  m.s.line = node.line
  complain(m, `${node.kind === 'test' ? '[[' : (node.sum.source.trim().split(/\s/)[0] ?? '')}: not found`)
  m.s.status = 127
}

function evaluated(m: Machine, node: Extract<Node, { kind: 'simple' | 'test' | 'sum' }>): void {
  checked(m)
  push(m, { kind: 'eval', node, subs: [] })
  announced(m, node.source, node.line)
}

/** Notes what comes next, and lets the DEBUG trap see it. */
export function announced(m: Machine, command: string, line: number): void {
  m.s.command = command
  if (m.s.traps['DEBUG'] === undefined) return
  m.s.line = line
  debugTrap(m)
}

function checked(m: Machine): void {
  if (m.s.options['errexit'] || m.s.traps['ERR'] !== undefined) push(m, { kind: 'check' })
}

function beginPipeline(m: Machine, node: Extract<Node, { kind: 'pipeline' }>): void {
  if (node.time !== undefined) push(m, { kind: 'time', from: m.sys.now(), posix: node.time === 'posix' })
  if (node.not) push(m, { kind: 'not' })
  if (node.parts.length === 0) m.s.status = 0
  else if (node.parts.length === 1) begin(m, node.parts[0]!, node.source)
  else {
    checked(m)
    startPipeline(m, node)
  }
}

function beginFor(m: Machine, node: Extract<Node, { kind: 'for' | 'select' }>): void {
  if (!variables.isName(node.name)) {
    complain(m, `\`${node.name}': not a valid identifier`)
    m.s.status = 1
    return
  }
  if (node.kind === 'select') push(m, { kind: 'select', node, phase: 'ask', menu: true, subs: [] })
  else push(m, { kind: 'for', node, pc: 0, subs: [] })
}

// — returning to a frame

export function stepList(m: Machine, frame: Of<'list'>): Node | undefined {
  const item = frame.list.items[frame.pc]
  if (item === undefined) {
    pop(m)
    return undefined
  }
  // the last statement takes its list's place: that is how a subshell's last command may replace the process
  if (frame.pc === frame.list.items.length - 1 && !item.background) pop(m)
  else replace(m, { ...frame, pc: frame.pc + 1 })
  return item.node
}

export function stepAndOr(m: Machine, frame: Of<'andor'>): void {
  const { parts, ops } = frame.node
  let pc = frame.pc
  if (pc > 0) while (pc < parts.length && (ops[pc - 1] === '&&') !== (m.s.status === 0)) pc++
  const node = parts[pc]
  if (node === undefined) {
    pop(m)
    return
  }
  if (pc === parts.length - 1) pop(m)
  else replace(m, { ...frame, pc: pc + 1 })
  begin(m, node)
}

export function stepIf(m: Machine, frame: Of<'if'>): void {
  const { tests, bodies, otherwise } = frame.node
  if (frame.pc >= 0 && m.s.status === 0) return branch(m, bodies[frame.pc])
  const next = tests[frame.pc + 1]
  if (next === undefined) return branch(m, otherwise)
  replace(m, { ...frame, pc: frame.pc + 1 })
  begin(m, next)
}

function branch(m: Machine, body: Node | undefined): void {
  pop(m)
  m.s.status = 0
  if (body !== undefined) begin(m, body)
}

export function stepWhile(m: Machine, frame: Of<'while'>): void {
  const { node } = frame
  if (frame.phase === 'test') {
    if ((m.s.status === 0) === node.until) {
      m.s.status = frame.status
      pop(m)
      return
    }
    replace(m, { ...frame, phase: 'body' })
    return begin(m, node.body)
  }
  replace(m, { ...frame, phase: 'test', status: frame.phase === 'start' ? 0 : m.s.status })
  begin(m, node.test)
}

export function stepFor(m: Machine, frame: Of<'for'>): void {
  const { node } = frame
  if (frame.items === undefined) {
    m.s.line = node.line
    const done = expanding(m, frame.subs, () =>
      node.words === undefined ? variables.positional(m) : expandFields(m, node.words),
    )
    if (done === undefined) return
    if (done.value.length === 0) m.s.status = 0
    return replace(m, { ...frame, items: done.value, subs: [] })
  }
  const item = frame.items[frame.pc]
  if (item === undefined) {
    pop(m)
    return
  }
  if (m.s.options['xtrace'] && m.s.flavour === 'bash') traceLine(m, node.head)
  setLoopVariable(m, node.name, item)
  replace(m, { ...frame, pc: frame.pc + 1 })
  begin(m, node.body)
  announced(m, node.head, node.line)
}

/** A loop over a reference makes it refer to one name after the other. */
function setLoopVariable(m: Machine, name: string, item: string): void {
  const own = variables.ownVariable(m, name)
  if (own?.ref === true) variables.putOwn(m, name, { ...own, value: item })
  else variables.set(m, name, item)
}

export function stepSumFor(m: Machine, frame: Of<'sumfor'>): void {
  const { node } = frame
  const sum = node[frame.phase]
  if (m.s.options['xtrace'] && sum !== undefined && frame.subs.length === 0) traceLine(m, `(( ${sum.source.trim()} ))`)
  const done = expanding(m, frame.subs, () => (sum === undefined ? 1n : expandSum(m, sum)))
  if (done === undefined) return
  if (frame.phase !== 'test') return replace(m, { ...frame, phase: 'test', subs: [] })
  if (done.value === 0n) {
    pop(m)
    return
  }
  replace(m, { ...frame, phase: 'step', subs: [] })
  begin(m, node.body)
}

export function stepCase(m: Machine, frame: Of<'case'>): void {
  const { node } = frame
  m.s.line = node.line
  if (m.s.options['xtrace'] && m.s.flavour === 'bash' && frame.from === 0 && frame.subs.length === 0)
    traceLine(m, node.head.trim())
  const done = expanding(m, frame.subs, () => chosen(m, node, frame.from))
  if (done === undefined) return
  pop(m)
  if (frame.from === 0) m.s.status = 0
  if (done.value !== undefined) push(m, { kind: 'fall', node, pc: done.value })
}

function chosen(m: Machine, node: Extract<Node, { kind: 'case' }>, from: number): number | undefined {
  const words = expandText(m, node.word)
  const at = node.items.findIndex(
    (item, i) =>
      i >= from &&
      item.patterns.some((p) => matches(expandPattern(m, p), words, true, m.s.shopt['nocasematch'] === true)),
  )
  return at < 0 ? undefined : at
}

/** Runs the chosen item, and those that it falls through to. */
export function stepFall(m: Machine, frame: Of<'fall'>): void {
  const item = frame.node.items[frame.pc]
  pop(m)
  if (item === undefined) return
  if (item.then === ';&') push(m, { ...frame, pc: frame.pc + 1 })
  if (item.then === ';;&') push(m, { kind: 'case', node: frame.node, from: frame.pc + 1, subs: [] })
  begin(m, item.body)
}

export function stepTest(m: Machine, frame: Of<'eval'>, node: Extract<Node, { kind: 'test' }>): void {
  m.s.line = node.line
  const done = expanding(m, frame.subs, () => test(m, node.test))
  if (done === undefined) return
  pop(m)
  m.s.status = done.value ? 0 : 1
}

function test(m: Machine, t: Test, negated = ''): boolean {
  switch (t.test) {
    case 'and':
      return t.parts.every((p) => test(m, p))
    case 'or':
      return t.parts.some((p) => test(m, p))
    case 'not':
      return !test(m, t.of, '! ')
    case 'unary': {
      const words = expandText(m, t.word)
      if (m.s.options['xtrace']) traceLine(m, `[[ ${negated}${t.op} ${traceWord(words)} ]]`)
      return unary(m, t.op, words)
    }
    case 'binary':
      return binary(m, t.op, t.left, t.right, negated)
  }
}

function binary(m: Machine, op: string, leftWord: Word, rightWord: Word, negated: string): boolean {
  const left = expandText(m, leftWord)
  const right =
    op === '==' || op === '=' || op === '!=' || op === '=~' ? expandPattern(m, rightWord) : expandText(m, rightWord)
  if (m.s.options['xtrace'])
    traceLine(m, `[[ ${negated}${left === '' ? "''" : left} ${op} ${right === '' ? "''" : right} ]]`)
  const blind = m.s.shopt['nocasematch'] === true
  if (op === '==' || op === '=') return matches(right, left, true, blind)
  if (op === '!=') return !matches(right, left, true, blind)
  if (op === '=~') return regexMatch(m, left, right)
  if (op === '<' || op === '>') return op === '<' ? left < right : left > right
  if (fileComparisons.has(op)) return compareFiles(m, op, left, right)
  try {
    return numberComparisons[op]!(evaluateText(m, left), evaluateText(m, right))
  } catch (error) {
    if (!isShellError(error) || error.kind === 'fatal') throw error
    complain(m, `[[: ${error.message}`)
    return false
  }
}

function regexMatch(m: Machine, words: string, pattern: string): boolean {
  let found: RegExpExecArray | null
  try {
    found = new RegExp(extendedRegExp(pattern)).exec(words)
  } catch {
    throw shellError('', 2)
  }
  const groups = found === null ? [] : [...found]
  variables.put(m, 'BASH_REMATCH', { items: Object.fromEntries(groups.map((g, i) => [String(i), g ?? ''])) })
  return found !== null
}

/** A POSIX extended regular expression in the host language's form: only the classes differ. */
function extendedRegExp(pattern: string): string {
  const named: Readonly<Record<string, string>> = {
    digit: '0-9',
    alpha: 'A-Za-z',
    alnum: 'A-Za-z0-9',
    space: '\\s',
    upper: 'A-Z',
    lower: 'a-z',
    punct: '!-\\/:-@\\[-`{-~',
    xdigit: '0-9A-Fa-f',
    blank: ' \\t',
  }
  return pattern.replace(/\[:(\w+):\]/g, (all, name: string) => named[name] ?? all)
}

export function stepSum(m: Machine, frame: Of<'eval'>, node: Extract<Node, { kind: 'sum' }>): void {
  m.s.line = node.line
  const done = expanding(m, frame.subs, () => {
    try {
      return expandSum(m, node.sum)
    } catch (error) {
      if (!isShellError(error)) throw error
      if (error.kind === 'fatal' || m.s.flavour !== 'bash')
        throw shellError(`((: ${error.message}`, error.status, error.kind)
      complain(m, `((: ${error.message}`)
      return 0n
    }
  })
  if (done === undefined) return
  if (m.s.options['xtrace']) traceLine(m, `(( ${node.sum.source.trim()} ))`)
  pop(m)
  m.s.status = done.value !== 0n ? 0 : 1
}

export function stepRedirected(m: Machine, frame: Of<'eval'>, node: Extract<Node, { kind: 'redirected' }>): void {
  m.s.line = node.line
  const done = expanding(m, frame.subs, () => resolveRedirects(m, node.redirects))
  if (done === undefined) return
  pop(m)
  const fds = redirect(m, done.value)
  if (m.s.stack.length > 1 || top(m).kind !== 'root' || node.body.kind !== 'list') push(m, { kind: 'restore', fds })
  begin(m, node.body)
}
