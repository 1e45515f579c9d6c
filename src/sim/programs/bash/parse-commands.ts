import type {
  AndOr,
  ArrayValue,
  Assignment,
  Command,
  CommandNode,
  CompoundList,
  PipelineNode,
  Redirection,
  Statement as BashStatement,
  TestExpression,
  Word as BashWord,
} from 'unbash'
import { lineAt } from './parse-failure'
import { leadingTilde, withTildes } from './parse-text'
import { parseKey, parseWord, quotedPart, sumOf, wordOf, wordsOf, type Reading } from './parse-words'
import type { Arg, Assign, List, Node, Redirect, Simple, Statement, Sum, Test, Word } from './tree'

/**
 * Commands of the source to the nodes that run.
 *
 * @models bash parse.y, make_cmd.c
 */

export const listOf = (list: { readonly commands: readonly BashStatement[] }, scope: Reading): List => ({
  kind: 'list',
  items: list.commands.map((c) => statement(c, scope)),
})

export const statement = (s: BashStatement, scope: Reading): Statement => ({
  node: command(s.command, scope),
  background: s.background === true,
  source: sourceOf(s.command, scope),
  line: lineAt(scope, s.pos),
})

const sourceOf = (node: { pos: number; end: number }, scope: Reading): string =>
  scope.source.slice(node.pos, node.end).trim()

function command(node: CommandNode | PipelineNode | AndOr | CompoundList, scope: Reading): Node {
  const line = lineAt(scope, node.pos)
  switch (node.type) {
    case 'Command':
      return simple(node, scope, line)
    case 'CompoundList':
      return listOf(node, scope)
    case 'BraceGroup':
      return listOf(node.body, scope)
    case 'Pipeline':
      return {
        kind: 'pipeline',
        parts: node.commands.map((c) => command(c, scope)),
        both: node.operators.map((o) => o === '|&'),
        not: node.prefixes.filter((p) => p.type === 'Negation').length % 2 === 1,
        ...timed(node.prefixes),
        source: sourceOf(node, scope),
        line,
      }
    case 'AndOr':
      return { kind: 'andor', parts: node.commands.map((c) => command(c, scope)), ops: node.operators }
    case 'Redirected':
      return {
        kind: 'redirected',
        body: command(node.command, scope),
        redirects: node.redirects.map((r) => redirect(r, scope)),
        line,
      }
    case 'If': {
      const all = [{ clause: node.clause, then: node.then }, ...node.elif]
      const branches = { tests: all.map((e) => listOf(e.clause, scope)), bodies: all.map((e) => listOf(e.then, scope)) }
      return node.else === undefined
        ? { kind: 'if', ...branches }
        : { kind: 'if', ...branches, otherwise: listOf(node.else, scope) }
    }
    case 'While':
      return {
        kind: 'while',
        until: node.kind === 'until',
        test: listOf(node.clause, scope),
        body: listOf(node.body, scope),
      }
    case 'For':
    case 'Select': {
      const words = node.wordlist?.flatMap((w) => wordsOf(w, scope))
      const kind: 'for' | 'select' = node.type === 'For' ? 'for' : 'select'
      const body = listOf(node.body, scope)
      const head = `${kind} ${node.name.value} in ${node.wordlist?.map((w) => w.text).join(' ') ?? '"$@"'}`
      const loop = { kind, name: node.name.value, head, body, line }
      return words === undefined ? loop : { ...loop, words }
    }
    case 'ArithmeticFor':
      return { kind: 'sumfor', ...forClauses(node, scope), body: listOf(node.body, scope), line }
    case 'Case':
      return {
        kind: 'case',
        word: wordOf(node.word, scope),
        items: node.items.map((i) => ({
          patterns: i.pattern.map((p) => wordOf(p, scope)),
          body: listOf(i.body, scope),
          then: i.terminator ?? ';;',
        })),
        head: `case ${node.word.text} in `,
        line,
      }
    case 'Subshell':
      return { kind: 'subshell', body: listOf(node.body, scope), line }
    case 'Function':
      return {
        kind: 'function',
        name: node.name.value,
        body: command(node.body, scope),
        source: sourceOf(node, scope),
      }
    case 'TestCommand':
      return { kind: 'test', test: testOf(node.expression, scope), source: sourceOf(node, scope), line }
    case 'ArithmeticCommand':
      return { kind: 'sum', sum: sumOf(node.body, scope), source: sourceOf(node, scope), line }
    case 'Coproc':
      return {
        kind: 'coproc',
        name: node.name?.text ?? 'COPROC',
        body: command(node.body, scope),
        source: sourceOf(node, scope),
        line,
      }
  }
}

const timed = (prefixes: readonly { type: string; posix?: unknown }[]): { time?: 'bash' | 'posix' } => {
  const time = prefixes.find((p) => p.type === 'Time')
  return time === undefined ? {} : { time: time.posix === undefined ? 'bash' : 'posix' }
}

function forClauses(
  node: { pos: number; end: number; body: CompoundList },
  scope: Reading,
): { first?: Sum; test?: Sum; step?: Sum } {
  const text = scope.source.slice(node.pos, node.body.pos)
  const open = text.indexOf('((')
  const close = text.lastIndexOf('))')
  const [first, test, step] = text
    .slice(open + 2, close)
    .split(';')
    .map((t) => t.trim())
  return {
    ...(first ? { first: sumOf(first, scope) } : {}),
    ...(test ? { test: sumOf(test, scope) } : {}),
    ...(step ? { step: sumOf(step, scope) } : {}),
  }
}

function simple(node: Command, scope: Reading, line: number): Simple {
  const assigns: Assign[] = []
  const args: Arg[] = []
  const redirects: Redirect[] = []
  const named = node.name === undefined ? [] : [node.name]
  for (const item of [...node.prefix, ...joined([...named, ...node.suffix])]) {
    if (item.type === 'Word') args.push(...wordsOf(item, scope).map((word) => ({ word: assignmentTilde(word) })))
    else if (item.type !== 'Assignment') redirects.push(redirect(item, scope))
    else if (scope.dash && item.append === true)
      args.unshift({ word: wordOf({ ...item, type: 'Word', value: item.text, parts: undefined }, scope) })
    else if (node.prefix.includes(item)) assigns.push(assignment(item, scope))
    else args.push({ assign: assignment(item, scope) })
  }
  return { kind: 'simple', line, assigns, args, redirects, source: sourceOf(node, scope) }
}

/** `--file=<(…)` is one word, of which the library makes two that touch. */
function joined(items: readonly Command['suffix'][number][]): readonly Command['suffix'][number][] {
  const out: Command['suffix'][number][] = []
  for (const item of items) {
    const before = out.at(-1)
    const touching = before?.type === 'Word' && item.type === 'Word' && before.end === item.pos
    if (touching) out[out.length - 1] = joinedWords(before, item)
    else out.push(item)
  }
  return out
}

const joinedWords = (a: BashWord, b: BashWord): BashWord => ({
  ...a,
  text: a.text + b.text,
  value: a.value + b.value,
  end: b.end,
  parts: [a, b].flatMap((word) => word.parts ?? [{ ...word, type: 'Literal' as const }]),
})

/** `name=~` that is no assignment has its tilde expanded all the same. */
function assignmentTilde(word: Word): Word {
  const [first, ...rest] = word
  if (first?.kind !== 'text' || first.quoted) return word
  const found = /^([A-Za-z_]\w*=)(~[^]*)$/.exec(first.text)
  if (found === null) return word
  const [, name, value] = found as unknown as [string, string, string]
  return [{ ...first, text: name }, ...withTildes(leadingTilde([{ ...first, text: value }, ...rest]))]
}

function assignment(node: Assignment, scope: Reading): Assign {
  return {
    name: node.name,
    ...(node.index === undefined ? {} : { index: wordOf(node.index, scope) }),
    ...(node.append === true ? { append: true } : {}),
    value:
      node.value.type === 'ArrayValue'
        ? { items: arrayItems(node.value, scope) }
        : withTildes(wordOf(node.value, scope)),
  }
}

function arrayItems(value: ArrayValue, scope: Reading): readonly (Assign | { readonly words: readonly Word[] })[] {
  return value.elements.map((element) => {
    const keyed = /^\[([^\]]*)\](\+?)=/.exec(element.text)
    if (keyed === null) return { words: wordsOf(element, scope) }
    const item = {
      name: '',
      index: parseKey(keyed[1]!, scope),
      value: parseWord(element.text.slice(keyed[0].length), scope),
    }
    return keyed[2] === '+' ? { ...item, append: true as const } : item
  })
}

function redirect(node: Redirection, scope: Reading): Redirect {
  const fd =
    node.descriptor === undefined
      ? {}
      : node.descriptor.type === 'FileDescriptor'
        ? { fd: node.descriptor.value }
        : { variable: node.descriptor.name }
  if (node.type === 'HereDoc') return { op: '<<', ...fd, target: hereDoc(node, scope), shown: '' }
  if (node.target === undefined) return { op: node.operator, ...fd, target: [], shown: '' }
  return { op: node.operator, ...fd, target: wordOf(node.target, scope), shown: node.target.text }
}

function hereDoc(node: Extract<Redirection, { type: 'HereDoc' }>, scope: Reading): Word {
  const strip = (text: string) => (node.operator === '<<-' ? text.replace(/^\t+/gm, '') : text)
  if (node.delimiter?.quoted === true)
    return [{ kind: 'double', parts: [{ kind: 'text', text: strip(node.body.text), quoted: true }] }]
  if (node.body.parts === undefined) {
    return [
      {
        kind: 'double',
        parts: [
          {
            kind: 'text',
            text: strip(node.body.text).replace(/\\([$`\\]|\n)/g, (_, c: string) => (c === '\n' ? '' : c)),
            quoted: true,
          },
        ],
      },
    ]
  }
  const parts = node.body.parts.map((p, i) => {
    if (node.operator !== '<<-' || p.type !== 'Literal') return p
    return { ...p, value: p.value.replace(i === 0 ? /(^|\n)\t+/g : /(\n)\t+/g, '$1') }
  })
  return [{ kind: 'double', parts: parts.flatMap((p) => quotedPart(p, { ...scope, document: true })) }]
}

function testOf(node: TestExpression, scope: Reading): Test {
  switch (node.type) {
    case 'TestUnary':
      return { test: 'unary', op: node.operator, word: wordOf(node.operand, scope) }
    case 'TestBinary':
      return { test: 'binary', op: node.operator, left: wordOf(node.left, scope), right: wordOf(node.right, scope) }
    case 'TestLogical':
      return { test: node.operator === '&&' ? 'and' : 'or', parts: node.operands.map((t) => testOf(t, scope)) }
    case 'TestNot':
      return node.negations.length % 2 === 1
        ? { test: 'not', of: testOf(node.operand, scope) }
        : testOf(node.operand, scope)
    case 'TestGroup':
      return testOf(node.expression, scope)
  }
}
