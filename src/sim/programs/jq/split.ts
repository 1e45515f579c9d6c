import type { Bytes } from '../../../base/bytes'

/** Cuts a stream of bytes into JSON values. */
export interface Cut {
  readonly value: Bytes
  readonly rest: Bytes
}

const opens = /[^"{}[\]]*(?:(")|([{[])|([}\]]))/y
const quoted = /(?:[^"\\]|\\[^])*"/y

/** The next value; undefined where more must come first (or nothing is left). */
export function nextValue(bytes: Bytes, ended: boolean): Cut | undefined {
  const from = /\S/.exec(bytes)?.index
  if (from === undefined) return undefined
  const first = bytes[from]!
  const to =
    first === '{' || first === '['
      ? closing(bytes, from)
      : first === '"'
        ? after(quoted, bytes, from + 1)
        : scalar(bytes, from, ended)
  return to === undefined ? undefined : { value: bytes.slice(from, to), rest: bytes.slice(to) }
}

function after(pattern: RegExp, bytes: Bytes, from: number): number | undefined {
  const sticky = new RegExp(pattern.source, 'y')
  sticky.lastIndex = from
  return sticky.test(bytes) ? sticky.lastIndex : undefined
}

function scalar(bytes: Bytes, from: number, ended: boolean): number | undefined {
  const to = after(/[^\s{}[\],:"]+/y, bytes, from) ?? from + 1
  return to < bytes.length || ended ? to : undefined
}

function closing(bytes: Bytes, from: number): number | undefined {
  const marks = new RegExp(opens.source, 'y')
  marks.lastIndex = from
  for (let depth = 0; ;) {
    const [, quote, open, close] = marks.exec(bytes) ?? []
    if (quote !== undefined) {
      const end = after(quoted, bytes, marks.lastIndex)
      if (end === undefined) return undefined
      marks.lastIndex = end
    } else if (open !== undefined) depth++
    else if (close === undefined) return undefined
    else if (--depth === 0) return marks.lastIndex
  }
}
