const escapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** As Go's encoding/json writes it: like JSON.stringify, with `<`, `>` and `&` escaped. Key order is the caller's. */
export const goJson = (value: unknown, indent?: string): string =>
  JSON.stringify(value, undefined, indent).replace(/[<>&\u2028\u2029]/g, (c) => escapes[c]!)

/** The same without the escapes for HTML, as Docker's daemon and client write what people read. */
export const rawJson = (value: unknown, indent?: string): string =>
  JSON.stringify(value, undefined, indent).replace(/[\u2028\u2029]/g, (c) => escapes[c]!)

/** A record with its keys in byte order, as Go writes a map. */
export const sorted = <V>(record: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

/** Reads JSON; throws in Go's words. `where` it went wrong is told as Go tells it: by the character that surprised. */
export function parseGoJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const rest = text.trimStart()
    if (rest === '') throw new Error('unexpected end of JSON input')
    if (!/^[[{"\-0-9tfn]/.test(rest))
      throw new Error(`invalid character ${quoted(rest[0]!)} looking for beginning of value`)
    throw new Error('unexpected end of JSON input')
  }
}

const quoted = (char: string): string => (char === "'" ? "'\\''" : `'${char}'`)
