import { emit } from '../../script/emit'
import { expr, type Context } from './context'
import type { FPart } from '../tree'

/** f-strings. */
export function joined(c: Context, parts: readonly FPart[]): void {
  const count = parts.reduce((sum, part) => sum + (typeof part === 'string' ? words(c, part) : field(c, part)), 0)
  emit(c, 'join', count)
}

const words = (c: Context, value: string): number => {
  emit(c, 'const', value)
  return 1
}

/** A field of an f-string; the answer is how many texts it is, as `{x=}` says its own words too. */
function field(c: Context, part: Exclude<FPart, string>): number {
  const before = part.text === undefined ? 0 : words(c, part.text)
  const spec = part.spec.length > 0
  expr(c, part.value)
  if (spec) joined(c, part.spec)
  const convert = part.convert ?? (part.text !== undefined && !spec ? 'r' : '')
  emit(c, 'format', { convert, spec }, part.value.at)
  return before + 1
}
