import type { Broken, Token } from './grammar-tokens'

/**
 * What is wrong with a text that does not parse: unfinished, or a token in the wrong place; and where.
 *
 * @models bash parse.y, dash parser.c (error reports)
 */
export interface ParseFailure {
  /** More lines could make it whole. */
  readonly incomplete: boolean
  /** The quote or bracket that is open, where one is. */
  readonly open?: string
  readonly token?: string
  /** bash's own sentence where it is no plain "near unexpected token"; after one about `[[ ]]` the status stays. */
  readonly words?: string
  /** The word that would end an open here-document. */
  readonly delimiter?: string
  /** What `$?` becomes, where it is not 2; `kept`: what it was. */
  readonly status?: number | 'kept'
  /** The word that would close what is open. */
  readonly expecting?: string
  readonly line: number
  /** Where the text ends, and the line that bash counts for it. */
  readonly endLine: number
  readonly lastLine: number
  readonly sourceLine: string
}

/** The text that positions count in. */
export interface Scope {
  readonly source: string
  readonly line: number
  readonly posix: boolean
  readonly dash: boolean
}

/** What bash's grammar says of the text. */
export function grammarFailure(found: Broken, scope: Scope): ParseFailure {
  const where = place(scope, found.token?.is === 'end' ? scope.source.length : found.pos)
  if (scope.posix) return shFailure(found, where)
  if (found.words !== undefined)
    return {
      incomplete: false,
      words: found.words,
      ...(found.status === undefined ? {} : { status: found.status }),
      ...where,
    }
  if (found.open !== undefined) {
    const last = { ...where, line: where.lastLine }
    return found.open === '$('
      ? { incomplete: true, open: ')', ...last }
      : {
          incomplete: true,
          open: found.open,
          ...(found.status === undefined ? {} : { status: found.status }),
          ...where,
        }
  }
  if (found.token === undefined || found.token.is === 'end') return { incomplete: true, ...where }
  return {
    incomplete: false,
    token: found.token.text || 'newline',
    ...(found.status === undefined ? {} : { status: found.status }),
    ...where,
  }
}

/** The same for sh, which names kinds of tokens and says what it would rather have had. */
function shFailure(found: Broken, where: ReturnType<typeof place>): ParseFailure {
  if (found.words !== undefined) return { incomplete: false, token: found.words, ...where }
  const expecting = found.open === '$(' ? ')' : found.expecting
  const wanted = expecting === undefined ? {} : { expecting }
  if (found.open !== undefined) return { incomplete: true, open: found.open, ...wanted, ...where }
  const token = found.token
  if (token === undefined || token.is === 'end') return { incomplete: true, ...wanted, ...where }
  return { incomplete: false, token: kindOf(token), ...wanted, ...where }
}

const reserved = 'if then elif else fi for while until do done case esac { } !'.split(' ')

const kindOf = (token: Token): string =>
  token.is === 'newline'
    ? 'newline'
    : token.is === 'word'
      ? reserved.includes(token.text)
        ? token.text
        : 'word'
      : /[<>]/.test(token.text)
        ? 'redirection'
        : token.text

export function failureOf(errors: readonly { message: string; pos: number }[], scope: Scope): ParseFailure | undefined {
  const first = errors[0]
  if (first === undefined)
    return trailingBackslash(scope.source) ? { incomplete: true, ...place(scope, scope.source.length) } : undefined
  const end = scope.source.trimEnd().length
  const opened = /^unterminated (.*)$/.exec(first.message)?.[1]
  const atEnd =
    first.pos >= end ||
    scope.source.slice(first.pos).trim() === '' ||
    /^\s*#[^\n]*$/.test(scope.source.slice(first.pos))
  const unclosed = errors.some((e) => /^expected '.*' to close/.test(e.message) && e.pos >= end)
  const bare = first.message === "expected 'do'" && /\b(for|select)\s*$/.test(scope.source)
  const incomplete =
    opened !== undefined || ((atEnd || unclosed) && !bare && !first.message.startsWith('unexpected token'))
  const open = opened === undefined ? undefined : closers[opened]
  return {
    incomplete,
    ...(open === undefined ? {} : { open }),
    ...expected(errors, open),
    ...(incomplete ? {} : { token: tokenAt(scope.source, first.pos) }),
    ...place(scope, first.pos),
  }
}

function expected(errors: readonly { message: string }[], open: string | undefined): { expecting?: string } {
  if (open === ')') return { expecting: ')' }
  const word = errors
    .map((e) => /^expected '(.*?)'/.exec(e.message)?.[1] ?? wantedAfter[e.message])
    .find((w) => w !== undefined)
  return word === undefined ? {} : { expecting: word }
}

const wantedAfter: Readonly<Record<string, string>> = {
  "expected command after 'while'": 'do',
  "expected command after 'until'": 'do',
  "expected command after 'if'": 'then',
}

const closers: Readonly<Record<string, string>> = {
  'double quote': '"',
  'single quote': "'",
  backtick: '`',
  'command substitution': ')',
  'parameter expansion': '}',
  'arithmetic expansion': ')',
  'arithmetic command': ')',
  'extended glob': ')',
}

export const trailingBackslash = (source: string): boolean =>
  /(^|[^\\])(\\\\)*\\\n?$/.test(source) && source.endsWith('\\\n')

export function place(
  scope: Scope,
  pos: number,
): { line: number; endLine: number; lastLine: number; sourceLine: string } {
  const from = scope.source.lastIndexOf('\n', pos - 1) + 1
  const to = scope.source.indexOf('\n', pos)
  return {
    line: lineAt(scope, pos),
    endLine: lineAt(scope, scope.source.length),
    lastLine: lineAt(scope, scope.source.length) + (scope.source.endsWith('\n') ? 0 : 1),
    sourceLine: scope.source.slice(from, to < 0 ? undefined : to),
  }
}

function tokenAt(source: string, pos: number): string {
  const found = /^[ \t]*(\n|;;&|;&|;;|&&|\|\||\|&|[;&|()<>]|[^\s;&|()<>]+)/.exec(source.slice(pos))?.[1]
  return found === undefined || found === '\n' ? 'newline' : found
}

export function lineAt(scope: Scope, pos: number): number {
  let line = scope.line
  for (let at = scope.source.indexOf('\n'); at >= 0 && at < pos; at = scope.source.indexOf('\n', at + 1)) line++
  return line
}
