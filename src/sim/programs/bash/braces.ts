/**
 * Brace expansion: textual, before every other expansion.
 *
 * @models bash braces.c
 * @fidelity full
 */
export function expandBraces(text: string): readonly string[] {
  const found = firstBrace(text)
  if (found === undefined) return [text]
  const [open, close] = found
  const head = text.slice(0, open)
  const inner = text.slice(open + 1, close)
  const tails = expandBraces(text.slice(close + 1))
  const items = alternatives(inner) ?? sequence(inner)
  if (items === undefined) {
    return expandBraces(inner).flatMap((middle) => tails.map((tail) => `${head}{${middle}}${tail}`))
  }
  return items.flatMap((item) => tails.map((tail) => head + item + tail))
}

/** Where the first `{` with its `}` is, outside quotes and `${ }` `$( )`. */
function firstBrace(text: string): readonly [number, number] | undefined {
  for (let at = 0; at < text.length; at = skip(text, at)) {
    if (text[at] !== '{') continue
    const close = closing(text, at)
    if (close !== undefined && isList(text.slice(at + 1, close))) return [at, close]
  }
  return undefined
}

const isList = (inner: string): boolean => split(inner).length > 1 || sequence(inner) !== undefined

function closing(text: string, open: number): number | undefined {
  let depth = 0
  for (let at = open; at < text.length; at = skip(text, at)) {
    if (text[at] === '{') depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return undefined
}

/** The position after the thing at `at`: a quoted string, an escape, an expansion, or one character. */
function skip(text: string, at: number): number {
  const char = text[at]!
  if (char === '\\') return at + 2
  if (char === "'" || char === '`') return past(text, at, char)
  if (char === '"') return pastDouble(text, at)
  if (char === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) return pastNested(text, at + 1)
  return at + 1
}

function past(text: string, at: number, quote: string): number {
  const end = text.indexOf(quote, at + 1)
  return end < 0 ? text.length : end + 1
}

function pastDouble(text: string, at: number): number {
  let i = at + 1
  while (i < text.length && text[i] !== '"') i = text[i] === "'" ? i + 1 : skip(text, i)
  return i + 1
}

function pastNested(text: string, open: number): number {
  const pair = text[open] === '{' ? '}' : ')'
  let i = open + 1
  for (let depth = 1; i < text.length;) {
    if (text[i] === pair && --depth === 0) return i + 1
    if (text[i] === text[open]) depth++
    i = skip(text, i)
  }
  return text.length
}

function split(inner: string): readonly string[] {
  const items: string[] = []
  let from = 0
  let depth = 0
  for (let at = 0; at < inner.length; at = skip(inner, at)) {
    if (inner[at] === '{') depth++
    else if (inner[at] === '}') depth--
    else if (inner[at] === ',' && depth === 0) {
      items.push(inner.slice(from, at))
      from = at + 1
    }
  }
  items.push(inner.slice(from))
  return items
}

function alternatives(inner: string): readonly string[] | undefined {
  const items = split(inner)
  return items.length > 1 ? items.flatMap(expandBraces) : undefined
}

/** `1..10..2` and `a..e`. */
function sequence(inner: string): readonly string[] | undefined {
  const found = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(inner)
  if (found === null) return undefined
  const [, first, last, by] = found as unknown as [string, string, string, string | undefined]
  const letters = /[A-Za-z]/.test(first)
  if (letters !== /[A-Za-z]/.test(last)) return undefined
  const from = letters ? first.charCodeAt(0) : Number(first)
  const to = letters ? last.charCodeAt(0) : Number(last)
  const step = Math.abs(Number(by ?? 1)) || 1
  const width = [first, last].some((n) => /^-?0\d/.test(n)) ? Math.max(first.length, last.length) : 0
  const show = (n: number) => (letters ? String.fromCharCode(n) : padded(n, width))
  const out: string[] = []
  for (let n = from; from <= to ? n <= to : n >= to; n += from <= to ? step : -step) out.push(show(n))
  return out
}

const padded = (n: number, width: number): string =>
  n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0')
