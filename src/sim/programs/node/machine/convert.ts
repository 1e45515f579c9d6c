import { fail } from './errors'
import { isThing, there, type Arr, type Value } from './value'

/** Values as other values: their text, their number, what is in them. */
export function typeOf(value: Value): string {
  if (value === null) return 'object'
  if (!isThing(value)) return typeof value
  return value.t === 'fn' || value.t === 'native' ? 'function' : 'object'
}

export function text(value: Value): string {
  if (!isThing(value)) return String(value)
  switch (value.t) {
    case 'arr':
      return value.v.map((each) => (there(each) ? text(each) : '')).join(',')
    case 'regex':
      return `/${value.source}/${value.flags}`
    case 'fn':
    case 'native':
      return 'function () { … }'
    case 'promise':
      return '[object Promise]'
    case 'obj':
      return objectTexts[value.kind]?.(value.m) ?? '[object Object]'
    case 'gen':
      return '[object Generator]'
    default:
      return '[object Object]'
  }
}

const objectTexts: Readonly<Record<string, (m: ReadonlyMap<string, Value>) => string>> = {
  Error: (m) => `${text(m.get('name'))}${m.get('message') === '' ? '' : `: ${text(m.get('message'))}`}`,
  Date: (m) =>
    new Date(Number(m.get('.time')))
      .toUTCString()
      .replace(' GMT', ' GMT+0000 (Coordinated Universal Time)')
      .replace(/^(\w+), (\d+) (\w+)/, '$1 $3 $2'),
  Buffer: (m) => text(m.get('.text')),
  URL: (m) => text(m.get('href')),
}

export const number = (value: Value): number => {
  if (!isThing(value)) return Number(value)
  if (value.t === 'obj' && value.kind === 'Date') return Number(value.m.get('.time'))
  return value.t === 'arr' && value.v.length <= 1 ? Number(text(value)) : NaN
}

export function items(value: Value): Value[] {
  if (typeof value === 'string') return [...value]
  if (isThing(value)) {
    if (value.t === 'arr') return value.v
    if (value.t === 'iter') return value.of.slice(value.i)
    if (value.t === 'obj' && value.kind === 'Map') return (value.m.get('.pairs') as Arr).v
    if (value.t === 'obj' && value.kind === 'Set') return (value.m.get('.pairs') as Arr).v
  }
  throw fail('TypeError', `${typeof value === 'object' ? 'object' : text(value)} is not iterable`)
}

/** Own members that a program sees. */
export function entries(value: Value): [string, Value][] {
  if (typeof value === 'string') return [...value].map((each, i) => [String(i), each])
  if (!isThing(value)) return []
  if (value.t === 'arr') return value.v.map((each, i) => [String(i), each])
  return 'm' in value ? [...value.m].filter(([key]) => !key.startsWith('.')) : []
}
