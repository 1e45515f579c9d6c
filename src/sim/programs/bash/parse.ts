import {
  forEachChild,
  parse as parseBash,
  type ArrayValue,
  type Assignment,
  type CommandNode,
  type CompoundList,
  type Command,
  type ParameterExpansionPart,
  type ParameterOperation,
  type PipelineNode,
  type AndOr,
  type Redirection,
  type Statement as BashStatement,
  type SyntaxNode,
  type TestExpression,
  type Word as BashWord,
  type WordPart,
  type Function as BashFunction,
} from 'unbash'
import { parseSum } from './arith-parse'
import { expandBraces } from './braces'
import { failureOf, lineAt, place, type ParseFailure, type Scope } from './parse-failure'
import { bareText, leadingTilde, text, withTildes } from './parse-text'
import type { Flavour } from './state'
import type {
  Arg,
  Assign,
  List,
  Node,
  Param,
  ParamOp,
  Part,
  Redirect,
  Simple,
  Statement,
  Sum,
  Test,
  Word,
} from './tree'

/**
 * Shell text to the tree that runs. The grammar is the library's; quoting inside words, brace expansion and
 * line numbers are settled here, once, so that running never looks at text again.
 *
 * @models bash parse.y, subst.c (word parts)
 */
export interface Parsed {
  readonly list: List
  readonly error?: ParseFailure
}

export function parse(source: string, line = 1, flavour: Flavour = 'bash'): Parsed {
  const script = parseBash(source)
  const scope: Scope = { source, line, posix: flavour !== 'bash', dash: flavour === 'dash' }
  const failure =
    failureOf(script.errors ?? [], scope) ??
    openHereDoc(source, script.commands, scope) ??
    (scope.posix ? bashism(script.commands, scope) : undefined)
  if (failure === undefined) return { list: listOf(script, scope) }
  const at = script.errors?.[0]?.pos ?? source.length
  const lineStart = source.lastIndexOf('\n', at - 1) + 1
  const before = script.commands.filter((c) => c.end <= lineStart)
  const whole = before.filter((c) => c.end > c.pos) // what recovery made up has no length
  return { list: { kind: 'list', items: whole.map((c) => statement(c, scope)) }, error: failure }
}

/** A here-document whose delimiter has not come yet leaves no error in the library's tree. */
function openHereDoc(source: string, commands: readonly BashStatement[], scope: Scope): ParseFailure | undefined {
  if (!source.includes('<<')) return undefined
  let open = false
  const look = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && node.closing === undefined) open = true
    if (!open) forEachChild(node, look)
  }
  commands.forEach(look)
  return open ? { incomplete: true, open: 'EOF', ...place(scope, source.length) } : undefined
}

/** What bash's grammar has and sh's has not. */
function bashism(commands: readonly BashStatement[], scope: Scope): ParseFailure | undefined {
  if (!/[(<]/.test(scope.source)) return undefined
  let found: { readonly pos: number; readonly token: string } | undefined
  const look = (node: SyntaxNode): void => {
    const token = tokens[node.type]
    if (token !== undefined) found ??= { pos: node.pos, token }
    if (found === undefined) forEachChild(node, look)
  }
  commands.forEach(look)
  return found === undefined ? undefined : { incomplete: false, token: found.token, ...place(scope, found.pos) }
}

const tokens: Readonly<Record<string, string>> = {
  ArrayValue: '(',
  HereString: 'redirection',
  ArithmeticFor: 'bad for loop variable',
}

// — commands

const listOf = (list: { readonly commands: readonly BashStatement[] }, scope: Scope): List => ({
  kind: 'list',
  items: list.commands.map((c) => statement(c, scope)),
})

const statement = (s: BashStatement, scope: Scope): Statement => ({
  node: command(s.command, scope),
  background: s.background === true,
  source: sourceOf(s.command, scope),
  line: lineAt(scope, s.pos),
})

const sourceOf = (node: { pos: number; end: number }, scope: Scope): string =>
  scope.source.slice(node.pos, node.end).trim()

function command(node: CommandNode | PipelineNode | AndOr | CompoundList, scope: Scope): Node {
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
      const kind = node.type === 'For' ? 'for' : 'select'
      const body = listOf(node.body, scope)
      return words === undefined
        ? { kind, name: node.name.value, body, line }
        : { kind, name: node.name.value, words, body, line }
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
        line,
      }
    case 'Subshell':
      return { kind: 'subshell', body: listOf(node.body, scope), line }
    case 'Function':
      return {
        kind: 'function',
        name: node.name.value,
        body: command(functionBody(node), scope),
        source: sourceOf(node, scope),
      }
    case 'TestCommand':
      return { kind: 'test', test: testOf(node.expression, scope), line }
    case 'ArithmeticCommand':
      return { kind: 'sum', sum: sumOf(node.body, scope), line }
    case 'Coproc':
      return { kind: 'unknown', what: 'coproc', line }
  }
}

const functionBody = (node: BashFunction): CommandNode | CompoundList => node.body

const timed = (prefixes: readonly { type: string; posix?: unknown }[]): { time?: 'bash' | 'posix' } => {
  const time = prefixes.find((p) => p.type === 'Time')
  return time === undefined ? {} : { time: time.posix === undefined ? 'bash' : 'posix' }
}

function forClauses(
  node: { pos: number; end: number; body: CompoundList },
  scope: Scope,
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

function simple(node: Command, scope: Scope, line: number): Simple {
  const assigns: Assign[] = []
  const args: Arg[] = node.name === undefined ? [] : wordsOf(node.name, scope).map((word) => ({ word }))
  const redirects: Redirect[] = []
  for (const item of [...node.prefix, ...node.suffix]) {
    if (item.type === 'Word') args.push(...wordsOf(item, scope).map((word) => ({ word })))
    else if (item.type !== 'Assignment') redirects.push(redirect(item, scope))
    else if (node.prefix.includes(item)) assigns.push(assignment(item, scope))
    else args.push({ assign: assignment(item, scope) })
  }
  return { kind: 'simple', line, assigns, args, redirects, source: sourceOf(node, scope) }
}

function assignment(node: Assignment, scope: Scope): Assign {
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

function arrayItems(value: ArrayValue, scope: Scope): readonly (Assign | { readonly words: readonly Word[] })[] {
  return value.elements.map((element) => {
    const keyed = /^\[([^\]]*)\](\+?)=/.exec(element.text)
    if (keyed === null) return { words: wordsOf(element, scope) }
    const item = {
      name: '',
      index: parseWord(keyed[1]!, scope),
      value: parseWord(element.text.slice(keyed[0].length), scope),
    }
    return keyed[2] === '+' ? { ...item, append: true as const } : item
  })
}

function redirect(node: Redirection, scope: Scope): Redirect {
  const fd =
    node.descriptor === undefined
      ? {}
      : node.descriptor.type === 'FileDescriptor'
        ? { fd: node.descriptor.value }
        : { variable: node.descriptor.name }
  if (node.type === 'HereDoc') return { op: '<<', ...fd, target: hereDoc(node, scope) }
  return { op: node.operator, ...fd, target: node.target === undefined ? [] : wordOf(node.target, scope) }
}

function hereDoc(node: Extract<Redirection, { type: 'HereDoc' }>, scope: Scope): Word {
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
  return [{ kind: 'double', parts: node.body.parts.flatMap((p) => quotedPart(p, scope)) }]
}

function testOf(node: TestExpression, scope: Scope): Test {
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

// — words

/** The words that one word of the source becomes: several where it has braces. */
function wordsOf(word: BashWord, scope: Scope): readonly Word[] {
  if (scope.posix || !word.parts?.some((p) => p.type === 'BraceExpansion')) return [wordOf(word, scope)]
  return expandBraces(word.text).map((text) => parseWord(text, scope))
}

/** One word from its text: the alternatives of braces, values of array items. */
function parseWord(text: string, scope: Scope): Word {
  if (text === '') return []
  const found = parseBash(`: ${text}`).commands[0]?.command
  const word = found?.type === 'Command' ? found.suffix[0] : undefined
  if (word?.type !== 'Word') return [{ kind: 'text', text, quoted: true }]
  return wordOf(word, { ...scope, source: `: ${text}` }, true)
}

function wordOf(word: BashWord, scope: Scope, literalBraces = false): Word {
  const parts =
    word.parts === undefined
      ? bareText(word.text)
      : word.parts.flatMap((p) => partOf(p, { ...scope, posix: scope.posix || literalBraces }))
  return leadingTilde(parts)
}

function partOf(part: WordPart, scope: Scope): readonly Part[] {
  switch (part.type) {
    case 'Literal':
      return bareText(part.text)
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return scope.dash && part.type === 'AnsiCQuoted'
        ? [text('$', true), text(part.text.slice(2, -1), true)]
        : [text(part.value, true)]
    case 'DoubleQuoted':
    case 'LocaleString':
      return [{ kind: 'double', parts: part.parts.flatMap((p) => quotedPart(p, scope)) }]
    case 'Glob':
      return part.kind === 'bracket'
        ? [text('[', false), ...part.parts.flatMap((p) => partOf(p, scope)), text(']', false)]
        : [text(part.text, false)]
    case 'ExtendedGlob':
      return [
        text(`${part.operator}(`, false),
        ...(part.parts?.flatMap((p) => partOf(p, scope)) ?? bareText(part.pattern)),
        text(')', false),
      ]
    case 'BraceExpansion':
      return part.parts === undefined ? bareText(part.text) : part.parts.flatMap((p) => partOf(p, scope))
    default:
      return quotedPart(part, scope)
  }
}

/** A part where quoting makes no difference to its reading: inside double quotes, or an expansion anywhere. */
function quotedPart(part: WordPart, scope: Scope): readonly Part[] {
  switch (part.type) {
    case 'Literal':
      return [text(part.value, true)]
    case 'SimpleExpansion':
      return [{ kind: 'param', name: part.text.slice(1), source: part.text }]
    case 'ParameterExpansion':
      return [parameter(part, scope)]
    case 'CommandExpansion': {
      const inner = part.script
      if (inner === undefined) return [text(part.text, true)]
      const source = inner.source ?? scope.source
      return [
        {
          kind: 'command',
          body: listOf(inner, inner.source === undefined ? scope : { ...scope, source, line: lineAt(scope, part.pos) }),
        },
      ]
    }
    case 'ArithmeticExpansion':
      return [
        {
          kind: 'arith',
          sum: sumOf(part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2), scope),
        },
      ]
    case 'ProcessSubstitution':
      return part.script === undefined
        ? []
        : [{ kind: 'process', direction: part.operator, body: listOf(part.script, scope) }]
    default:
      return partOf(part, scope)
  }
}

function parameter(part: ParameterExpansionPart, scope: Scope): Param {
  const index =
    part.index === undefined
      ? undefined
      : part.index.text === '@' || part.index.text === '*'
        ? part.index.text
        : wordOf(part.index, scope)
  return {
    kind: 'param',
    name: part.parameter,
    source: part.text,
    ...(index === undefined ? {} : { index }),
    ...(part.prefix === '#' ? { length: true } : part.prefix === '!' ? { indirect: true } : {}),
    ...(part.operation === undefined ? {} : { op: operation(part.operation, scope) }),
  }
}

function operation(op: ParameterOperation, scope: Scope): ParamOp {
  switch (op.type) {
    case 'Default':
      return { op: 'default', sign: op.operator, word: wordOf(op.operand, scope) }
    case 'Remove':
      return { op: 'remove', sign: op.operator, word: wordOf(op.operand, scope) }
    case 'Replace':
      return { op: 'replace', sign: op.operator, pattern: wordOf(op.pattern, scope), by: wordOf(op.replacement, scope) }
    case 'Slice':
      return op.length === undefined
        ? { op: 'slice', offset: sumOf(op.offset.text, scope) }
        : { op: 'slice', offset: sumOf(op.offset.text, scope), length: sumOf(op.length.text, scope) }
    case 'CaseModification':
      return op.operand === undefined
        ? { op: 'case', sign: op.operator }
        : { op: 'case', sign: op.operator, word: wordOf(op.operand, scope) }
    case 'Transform':
      return { op: 'transform', letter: op.operand.text }
    case 'Names':
      return { op: 'names', sign: op.operator }
    case 'Unknown':
      return { op: 'bad' }
  }
}

/** Parsed now where nothing in it expands; a text that does not parse is kept for the error it gives when it runs. */
function sumOf(source: string, scope: Scope): Sum {
  if (!/[$`"'\\]/.test(source)) {
    try {
      return { source, tree: parseSum(source) }
    } catch {
      return { source, word: [text(source, true)] }
    }
  }
  return { source, word: parseQuoted(source, scope) }
}

/** Text read as if between double quotes (an arithmetic expression with expansions). */
function parseQuoted(source: string, scope: Scope): Word {
  const body = source.replace(/"/g, '')
  const wrapped = `: "${body}"`
  const found = parseBash(wrapped).commands[0]?.command
  const word = found?.type === 'Command' ? found.suffix[0] : undefined
  return word?.type === 'Word' ? wordOf(word, { ...scope, source: wrapped }) : [text(source, true)]
}
