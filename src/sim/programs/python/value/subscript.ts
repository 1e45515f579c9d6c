import { failure } from './exceptions'
import { items, keyOf, rangeLength } from './items'
import { isThing, typeName, type Thing, type Value } from './thing'

/** What is in a sequence, by place and by slice. */
export function length(value: Value): number {
  if (typeof value === 'string') return value.length
  if (isThing(value)) {
    if (value.t === 'list' || value.t === 'tuple') return value.v.length
    if (value.t === 'dict' || value.t === 'set') return value.m.size
    if (value.t === 'bytes') return value.s.length
    if (value.t === 'range') return Number(rangeLength(value.from, value.to, value.by))
  }
  throw failure('TypeError', `object of type '${typeName(value)}' has no len()`)
}

/** `of[index]`, for what needs no method of the program's own. */
export function item(of: Value, index: Value): Value {
  if (isThing(index) && index.t === 'slice') return sliced(of, index)
  if (isThing(of) && of.t === 'dict') {
    const found = of.m.get(keyOf(index))
    if (!found) throw failure('KeyError', index)
    return found[1]
  }
  const sequence =
    typeof of === 'string'
      ? of
      : isThing(of) && (of.t === 'list' || of.t === 'tuple')
        ? of.v
        : isThing(of) && (of.t === 'range' || of.t === 'bytes')
          ? items(of)
          : undefined
  if (sequence === undefined) throw failure('TypeError', `'${typeName(of)}' object is not subscriptable`)
  const kind = typeName(of) === 'str' ? 'string' : typeName(of)
  if (typeof index !== 'bigint' && typeof index !== 'boolean')
    throw failure(
      'TypeError',
      `${kind} ind${kind === 'string' ? 'ices must be integers, not' : 'ices must be integers or slices, not'} ${kind === 'string' ? `'${typeName(index)}'` : typeName(index)}`,
    )
  const at = Number(index)
  const found = sequence[at < 0 ? sequence.length + at : at]
  if (found === undefined) throw failure('IndexError', `${kind} index out of range`)
  return found
}

export function bounds(length: number, { from, to, by }: Thing & { t: 'slice' }): readonly number[] {
  const step = by === null ? 1 : Number(by)
  if (step === 0) throw failure('ValueError', 'slice step cannot be zero')
  const at = (value: Value, otherwise: number) => {
    if (value === null) return otherwise
    const n = Number(value)
    return Math.min(Math.max(n < 0 ? length + n : n, step < 0 ? -1 : 0), step < 0 ? length - 1 : length)
  }
  const out: number[] = []
  const [start, end] = [at(from, step < 0 ? length - 1 : 0), at(to, step < 0 ? -1 : length)]
  for (let i = start; step > 0 ? i < end : i > end; i += step) out.push(i)
  return out
}

function sliced(of: Value, slice: Thing & { t: 'slice' }): Value {
  if (typeof of === 'string')
    return bounds(of.length, slice)
      .map((i) => of[i])
      .join('')
  if (isThing(of) && of.t === 'bytes')
    return {
      t: 'bytes',
      s: bounds(of.s.length, slice)
        .map((i) => of.s[i])
        .join(''),
    }
  if (!isThing(of) || (of.t !== 'list' && of.t !== 'tuple' && of.t !== 'range'))
    throw failure('TypeError', `'${typeName(of)}' object is not subscriptable`)
  const all = items(of)
  return { t: of.t === 'tuple' ? 'tuple' : 'list', v: bounds(all.length, slice).map((i) => all[i]!) }
}
