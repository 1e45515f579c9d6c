import { entries, number, text } from '../machine/convert'
import { stackOf } from '../machine/members'
import { laid, laidArray, tall, type Place } from './layout'
import { isThing, type Arr, type Fn, type Obj, type Prom, type Value } from '../machine/value'
import type { Machine } from '../machine/core'

/**
 * How console.log shows what is no text.
 *
 * @models nodejs.org/api/util.html#utilinspect
 * @fidelity part: no options, no colours, no circles
 */
export function inspect(m: Machine, value: Value): string {
  return shownIn({ m, depth: 0, indent: 0, seen: { depth: 0 } }, value)
}

/** Where a value stands. `seen` is how deep what was laid out last stood: what holds more than so many levels is not put on one line. */
interface At extends Place {
  readonly m: Machine
  readonly depth: number
}

function shownIn(at: At, value: Value): string {
  const { m, depth } = at
  if (typeof value === 'string') return quoted(value)
  if (!isThing(value)) return Object.is(value, -0) ? '-0' : String(value)
  const inner = (each: Value) => shownIn({ ...at, depth: depth + 1, indent: at.indent + 2 }, each)
  switch (value.t) {
    case 'arr':
      return depth > 2 ? '[Array]' : arrayText(at, value.v, inner)
    case 'fn':
      return functionText(m, value)
    case 'native':
      return `[Function: ${value.name.split(/[.#]/).at(-1)}]`
    case 'promise':
      return promiseText(value, inner)
    case 'regex':
      return text(value)
    case 'iter':
      return 'Object [Array Iterator] {}'
    case 'gen':
      return 'Object [Generator] {}'
    case 'accessor':
      return `[${[value.get && 'Getter', value.set && 'Setter'].filter(Boolean).join('/')}]`
    case 'obj':
      return objectText(at, value, inner)
  }
}

const enter = (at: At): void => void (at.seen.depth = at.depth)

type Inner = (each: Value) => string

function arrayText(at: At, values: readonly Value[], inner: Inner): string {
  enter(at)
  const more = values.length - 100
  const rest = more > 0 ? [`... ${more} more item${more === 1 ? '' : 's'}`] : []
  const numbers = values.every((each) => typeof each === 'number')
  return laidArray(at, values.slice(0, 100).map(inner), rest, numbers)
}

function functionText(m: Machine, value: Fn): string {
  const { name, deferred, generator } = m.codes[value.code]!
  const { above } = value
  if (value.isClass)
    return `[class ${name}${isThing(above) && above.t === 'fn' ? ` extends ${m.codes[above.code]!.name}` : ''}]`
  const kind = deferred ? 'AsyncFunction' : generator ? 'GeneratorFunction' : 'Function'
  return `[${kind}${name === '' ? ' (anonymous)' : `: ${name}`}]`
}

const promiseText = (value: Prom, inner: Inner): string =>
  value.state === 'pending'
    ? 'Promise { <pending> }'
    : `Promise { ${value.state === 'failed' ? '<rejected> ' : ''}${inner(value.value)} }`

function objectText(at: At, value: Obj, inner: Inner): string {
  const { m, depth } = at
  const members = (of: readonly [string, Value][]) => of.map(([key, each]) => `${keyText(key)}: ${inner(each)}`)
  if (value.kind === 'Error') {
    const more = members(entries(value).filter(([key]) => key !== 'name' && key !== 'message'))
    return stackOf(value).trimEnd() + (more.length > 0 ? ` ${tall(at, '{', more, '}')}` : '')
  }
  if (value.kind === 'Date') return new Date(number(value)).toISOString()
  if (value.kind === 'Buffer') return bufferText(text(value))
  if (value.kind === 'Map' || value.kind === 'Set') return collectionText(at, value, inner)
  const made = value.proto?.m.get('constructor')
  const name = isThing(made) && made.t === 'fn' ? `${m.codes[made.code]!.name} ` : ''
  if (depth > 2) return `[${name.trim() || 'Object'}]`
  enter(at)
  return laid(at, `${name}{`, members(entries(value)), '}')
}

const bufferText = (words: string): string =>
  `<Buffer ${[...words]
    .slice(0, 50)
    .map((c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
    .join(' ')}>`

function collectionText(at: At, value: Obj, inner: Inner): string {
  enter(at)
  const pairs = (value.m.get('.pairs') as Arr).v
  const pair = ([key, each]: readonly Value[]) => `${inner(key)} => ${inner(each)}`
  const parts = pairs.map((each) => (value.kind === 'Set' ? inner(each) : pair((each as Arr).v)))
  return laid(at, `${value.kind}(${pairs.length}) {`, parts, '}')
}

const keyText = (key: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) || /^\d+$/.test(key) ? key : quoted(key)

function quoted(words: string): string {
  const mark = !words.includes("'") ? "'" : !words.includes('"') ? '"' : !words.includes('`') ? '`' : "'"
  return (
    mark +
    words.replace(/[\\\n\t\r]|'/g, (c) =>
      c === "'" ? (mark === "'" ? "\\'" : c) : { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }[c]!,
    ) +
    mark
  )
}

/** As console.log shows it: text plainly. */
export const shown = (m: Machine, value: Value): string => (typeof value === 'string' ? value : inspect(m, value))
