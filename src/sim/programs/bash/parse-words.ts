import {
  parse as parseBash,
  type ParameterExpansionPart,
  type ParameterOperation,
  type Statement as BashStatement,
  type Word as BashWord,
  type WordPart,
} from 'unbash'
import { parseSum } from './arith-parse'
import { expandBraces } from './braces'
import { lineAt, type ParseFailure, type Scope } from './parse-failure'
import { bareText, leadingTilde, text } from './parse-text'
import type { List, Param, ParamOp, Part, Sum, Word } from './tree'

/**
 * Words of the source to the words that run: quoting, brace expansion and parameter operators are settled here, once.
 *
 * @models bash subst.c (word parts), braces.c
 */

/** Where a word stands, and how the commands inside `$( )` are read. */
export interface Reading extends Scope {
  /** The text that an error in a parameter names: the word, or what its double quotes hold. */
  readonly around?: string
  /** In a here-document single quotes are themselves. */
  readonly document?: true
  /** What is wrong with the inside of backquotes. */
  readonly failure: (source: string) => ParseFailure | undefined
  readonly list: (script: { readonly commands: readonly BashStatement[] }, scope: Reading) => List
}

/** The words that one word of the source becomes: several where it has braces. */
export function wordsOf(word: BashWord, scope: Reading): readonly Word[] {
  if (scope.posix || !word.parts?.some((p) => p.type === 'BraceExpansion')) return [wordOf(word, scope)]
  return expandBraces(word.text).map((text) => parseWord(text, scope))
}

/** A subscript: blanks in it are its own. */
export const parseKey = (text: string, scope: Reading): Word =>
  /["'\\]/.test(text) ? parseWord(text, scope) : text === '' ? [] : parseQuoted(text, scope)

/** One word from its text: the alternatives of braces, values of array items. */
export function parseWord(text: string, scope: Reading): Word {
  if (text === '') return []
  const found = parseBash(`: ${text}`).commands[0]?.command
  const word = found?.type === 'Command' ? found.suffix[0] : undefined
  if (word?.type !== 'Word') return [{ kind: 'text', text, quoted: true }]
  return wordOf(word, { ...scope, source: `: ${text}` }, true)
}

export function wordOf(word: BashWord, scope: Reading, literalBraces = false): Word {
  const parts =
    word.parts === undefined
      ? bareText(word.text)
      : word.parts.flatMap((p) => partOf(p, { ...scope, around: word.text, posix: scope.posix || literalBraces }))
  return leadingTilde(parts)
}

function partOf(part: WordPart, scope: Reading): readonly Part[] {
  switch (part.type) {
    case 'Literal':
      return bareText(part.text)
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      if (scope.document === true && part.type === 'SingleQuoted') return [text(part.text, true)]
      return scope.dash && part.type === 'AnsiCQuoted'
        ? [text('$', true), text(part.text.slice(2, -1), true)]
        : [text(part.value, true)]
    case 'DoubleQuoted':
    case 'LocaleString':
      return [
        {
          kind: 'double',
          parts: part.parts.flatMap((p) => quotedPart(p, { ...scope, around: part.text.slice(1, -1) })),
        },
      ]
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
export function quotedPart(part: WordPart, scope: Reading): readonly Part[] {
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
      const backquoted = part.text.startsWith('`') && !scope.posix
      const failure = backquoted ? scope.failure(part.text.slice(1, -1).replace(/\\([$`\\])/g, '$1')) : undefined
      if (failure !== undefined) return [{ kind: 'command', body: brokenList(failure) }]
      return [
        {
          kind: 'command',
          body: wholeFile(
            scope.list(inner, inner.source === undefined ? scope : { ...scope, source, line: lineAt(scope, part.pos) }),
          ),
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
        : [{ kind: 'process', direction: part.operator, body: scope.list(part.script, scope) }]
    default:
      return partOf(part, scope)
  }
}

const brokenList = (failure: ParseFailure): List => ({
  kind: 'list',
  items: [{ node: { kind: 'broken', failure, line: failure.line }, background: false, source: '', line: failure.line }],
})

/** `$(<file)` has no command: the shell itself reads the file. */
function wholeFile(body: List): List {
  const [only] = body.items
  if (body.items.length !== 1 || only?.node.kind !== 'simple') return body
  const { args, assigns, redirects } = only.node
  if (args.length + assigns.length > 0 || redirects.length !== 1 || redirects[0]!.op !== '<') return body
  return { ...body, items: [{ ...only, node: { ...only.node, whole: true } }] }
}

function parameter(part: ParameterExpansionPart, scope: Reading): Param {
  const index =
    part.index === undefined
      ? undefined
      : part.index.text === '@' || part.index.text === '*'
        ? part.index.text
        : wordOf(part.index, scope)
  return {
    kind: 'param',
    name: part.parameter,
    source: part.operation?.type === 'Unknown' ? (scope.around ?? part.text) : part.text,
    ...(index === undefined ? {} : { index }),
    ...(part.prefix === '#' ? { length: true } : part.prefix === '!' ? { indirect: true } : {}),
    ...(part.operation === undefined ? {} : { op: operation(part.operation, scope) }),
  }
}

function operation(op: ParameterOperation, scope: Reading): ParamOp {
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
      return op.operator === '~' || op.operator === '~~' ? { op: 'case', sign: op.operator } : { op: 'bad' }
  }
}

/** Parsed now where nothing in it expands; a text that does not parse is kept for the error it gives when it runs. */
export function sumOf(source: string, scope: Reading): Sum {
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
function parseQuoted(source: string, scope: Reading): Word {
  const body = source.replace(/"/g, '')
  const wrapped = `: "${body}"`
  const found = parseBash(wrapped).commands[0]?.command
  const word = found?.type === 'Command' ? found.suffix[0] : undefined
  return word?.type === 'Word' ? wordOf(word, { ...scope, source: wrapped }) : [text(source, true)]
}
