/**
 * Cuts a text into statements at its semicolons, minding quotes, comments and brackets; psql reads line by line, so what is not whole yet
 * is left over, with the mark that its prompt shows.
 *
 * @models postgres src/fe_utils/psqlscan.l
 * @fidelity part: BEGIN ATOMIC bodies are not known
 */
export interface Script {
  readonly statements: readonly { readonly text: string; readonly at: number }[]
  /** What follows the last semicolon. */
  readonly rest: string
  readonly restAt: number
  /** What psql's prompt shows of the rest: `=` nothing begun, `-` more to come, `'` `"` `(` `*` `$` something open. */
  readonly mark: string
  /** The offset of a backslash outside of quotes, where psql's own commands begin; the scan ends there. */
  readonly backslash?: number
}

export function splitScript(source: string, backslashes = false): Script {
  const statements: { text: string; at: number }[] = []
  let [from, at, depth] = [0, 0, 0]
  while (at < source.length) {
    const open = opened(source, at)
    if (open) {
      if (open.end === undefined) return left(source, statements, from, open.mark)
      at = open.end
      continue
    }
    const char = source[at]!
    if (char === '\\' && backslashes)
      return { ...left(source.slice(0, at), statements, from, depth > 0 ? '(' : undefined), backslash: at }
    if (char === '(') depth++
    if (char === ')') depth = Math.max(0, depth - 1)
    if (char === ';' && depth === 0) {
      add(statements, source.slice(from, at + 1), from)
      from = at + 1
    }
    at++
  }
  if (!backslashes) add(statements, source.slice(from), from)
  return left(source, statements, backslashes ? from : source.length, depth > 0 ? '(' : undefined)
}

function add(statements: { text: string; at: number }[], words: string, at: number): void {
  if (blank(words.replace(/;$/, ''))) return
  const lead = /^\s*/.exec(words)![0].length
  statements.push({ text: words.slice(lead), at: at + lead })
}

const blank = (words: string) => words.replace(/--[^\n]*|\/\*.*?\*\//gs, '').trim() === ''

function left(source: string, statements: Script['statements'], from: number, mark: string | undefined): Script {
  const rest = source.slice(from)
  const lead = /^\s*/.exec(rest)![0].length
  return { statements, rest: rest.slice(lead), restAt: from + lead, mark: mark ?? (blank(rest) ? '=' : '-') }
}

/** A quote or comment that begins here, and where it ends, if it does. */
function opened(source: string, at: number): { readonly mark: string; readonly end?: number } | undefined {
  const rest = source.slice(at, at + 64)
  if (rest.startsWith('--')) return { mark: '-', end: endOf(source, '\n', at) ?? source.length }
  if (rest.startsWith('/*')) return closing(source, '*/', at + 2, '*')
  if (/^[eE]'/.test(rest) && !/\w/.test(source[at - 1] ?? '')) return escaped(source, at + 2)
  if (rest.startsWith("'")) return closing(source, "'", at + 1, "'")
  if (rest.startsWith('"')) return closing(source, '"', at + 1, '"')
  const dollar = /\w/.test(source[at - 1] ?? '') ? undefined : /^\$\w*\$/.exec(rest)?.[0]
  return dollar === undefined ? undefined : closing(source, dollar, at + dollar.length, '$')
}

const endOf = (source: string, mark: string, from: number): number | undefined => {
  const found = source.indexOf(mark, from)
  return found < 0 ? undefined : found + mark.length
}

function closing(source: string, end: string, from: number, mark: string): { mark: string; end?: number } {
  const found = endOf(source, end, from)
  return found === undefined ? { mark } : { mark, end: found }
}

function escaped(source: string, from: number): { mark: string; end?: number } {
  for (let i = from; i < source.length; i++) {
    if (source[i] === '\\') i++
    else if (source[i] === "'") return { mark: "'", end: i + 1 }
  }
  return { mark: "'" }
}
