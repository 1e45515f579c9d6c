import { utf8 } from '../../../../base/bytes'
import { TemplateError } from './node'
import { isRecord, json, plain, print, truth, type GoValue } from './value'

/**
 * Go's built-in template functions and the ones that docker adds.
 *
 * @models Go text/template funcs.go, docker/cli templates/templates.go
 * @fidelity part: `call` and `urlquery` are not there
 */
type Fn = (args: readonly GoValue[]) => GoValue

const text = (v: GoValue): string => print(v)

const functions: Readonly<Record<string, readonly [min: number, max: number, fn: Fn]>> = {
  json: [1, 1, ([v]) => json(v)],
  split: [2, 2, ([s, sep]) => text(s).split(text(sep))],
  join: [2, 2, ([list, sep]) => joined(list, sep)],
  title: [
    1,
    1,
    ([s]) =>
      text(s).replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, c: string) => before + c.toUpperCase()),
  ],
  lower: [1, 1, ([s]) => text(s).toLowerCase()],
  upper: [1, 1, ([s]) => text(s).toUpperCase()],
  pad: [
    3,
    3,
    ([s, before, after]) => (text(s) === '' ? '' : ' '.repeat(Number(before)) + text(s) + ' '.repeat(Number(after))),
  ],
  truncate: [2, 2, ([s, n]) => text(s).slice(0, Number(n))],
  print: [0, 99, (args) => spaced(args)],
  println: [0, 99, (args) => `${args.map(text).join(' ')}\n`],
  printf: [1, 99, ([format, ...args]) => sprintf(text(format), args)],
  len: [1, 1, ([v]) => length(v)],
  index: [1, 99, ([v, ...keys]) => keys.reduce(indexed, v)],
  slice: [1, 4, ([v, from, to]) => sliced(v, from, to)],
  and: [
    1,
    99,
    (args) => {
      const no = args.findIndex((a) => !truth(a))
      return args[no < 0 ? args.length - 1 : no]
    },
  ],
  or: [1, 99, (args) => args.find(truth) ?? args.at(-1)],
  not: [1, 1, ([v]) => !truth(v)],
  eq: [2, 99, ([a, ...rest]) => rest.some((b) => same(a, b))],
  ne: [2, 2, ([a, b]) => !same(a, b)],
  lt: [2, 2, ([a, b]) => compare(a, b) < 0],
  le: [2, 2, ([a, b]) => compare(a, b) <= 0],
  gt: [2, 2, ([a, b]) => compare(a, b) > 0],
  ge: [2, 2, ([a, b]) => compare(a, b) >= 0],
  html: [1, 1, ([s]) => text(s).replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)],
  js: [1, 1, ([s]) => JSON.stringify(text(s)).slice(1, -1)],
}

export const known: ReadonlySet<string> = new Set(Object.keys(functions))

const passing = new Set(['json', 'split', 'join', 'title', 'lower', 'upper', 'pad', 'truncate'])

export function call(name: string, args: readonly GoValue[], header = false): GoValue {
  const [min, max, fn] = functions[name]!
  if (args.length < min || args.length > max) {
    const want = max === 99 ? `at least ${min}` : String(min)
    throw new TemplateError(`wrong number of args for ${name}: want ${want} got ${args.length}`)
  }
  return header && passing.has(name) ? args[0] : fn(args)
}

function joined(list: GoValue, sep: GoValue): string {
  // docker's join takes either order: `join .Names ","` and `.Names | join ","` are both written.
  const [items, by] = Array.isArray(list) ? [list, sep] : Array.isArray(sep) ? [sep, list] : [undefined, sep]
  if (items === undefined) throw new TemplateError(`expected []string, got ${text(list)}`)
  return (items as readonly GoValue[]).map(text).join(text(by))
}

/** Sprint: a space between operands when neither is a string. */
const spaced = (args: readonly GoValue[]): string =>
  args
    .map((a, i) => (i > 0 && typeof a !== 'string' && typeof args[i - 1] !== 'string' ? ` ${text(a)}` : text(a)))
    .join('')

function length(v: GoValue): number {
  if (typeof v === 'string') return utf8(v).length
  if (Array.isArray(v)) return v.length
  if (isRecord(v)) return Object.keys(v).length
  if (v === null) return 0
  throw new TemplateError(
    v === undefined ? 'len of nil pointer' : `len of type ${typeof v === 'number' ? 'int' : 'bool'}`,
  )
}

function indexed(v: GoValue, key: GoValue): GoValue {
  if (v === undefined || v === null)
    throw new TemplateError(v === null && typeof key !== 'number' ? 'index of nil pointer' : 'index of untyped nil')
  if (isRecord(v)) return Object.hasOwn(v, text(key)) ? v[text(key)] : zeroOf(v)
  if (typeof v !== 'string' && !Array.isArray(v)) throw new TemplateError(`can't index item of type ${typeof v}`)
  if (typeof key !== 'number')
    throw new TemplateError(`cannot index slice/array with type ${typeof key === 'string' ? 'string' : 'nil'}`)
  if (key === v.length) throw new TemplateError('reflect: slice index out of range')
  if (key < 0 || key > v.length) throw new TemplateError(`index out of range: ${key}`)
  return typeof v === 'string' ? v.charCodeAt(key) : (v as readonly GoValue[])[key]
}

/** What a Go map gives for a key that is not there. */
const zeroOf = (v: { readonly [key: string]: GoValue }): GoValue =>
  Object.keys(v).length > 0 && Object.values(v).every((e) => typeof e === 'string') ? '' : undefined

function sliced(v: GoValue, from: GoValue = 0, to?: GoValue): GoValue {
  if (typeof v !== 'string' && !Array.isArray(v)) throw new TemplateError(`can't slice item of type ${typeof v}`)
  const end = to === undefined ? v.length : Number(to)
  if (end > v.length || Number(from) > end)
    throw new TemplateError(`index out of range: ${end > v.length ? end : Number(from)}`)
  return (v as string).slice(Number(from), end)
}

const same = (a: GoValue, b: GoValue): boolean => {
  if (numberAndText(a, b)) return text(a) === text(b)
  if (typeof a !== typeof b && a !== null && b !== null && a !== undefined && b !== undefined)
    throw new TemplateError('incompatible types for comparison')
  return a === b
}

/** A number of raw JSON is a text to Go. */
const numberAndText = (a: GoValue, b: GoValue): boolean =>
  (typeof a === 'number' && typeof b === 'string') || (typeof a === 'string' && typeof b === 'number')

function compare(a: GoValue, b: GoValue): number {
  if (numberAndText(a, b)) return text(a) < text(b) ? -1 : 1
  if (typeof a !== typeof b) throw new TemplateError('incompatible types for comparison')
  return a === b ? 0 : (a as string) < (b as string) ? -1 : 1
}

/** fmt.Sprintf of the verbs that people use. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  let at = 0
  const out = format.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (all, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%'
      if (at >= args.length) return `%!${verb}(MISSING)`
      const body = formatted(verb, args[at++], precision, all)
      const size = Number(width ?? 0)
      return flags.includes('-') ? body.padEnd(size) : body.padStart(size, flags.includes('0') ? '0' : ' ')
    },
  )
  return at < args.length
    ? `${out}%!(EXTRA ${args
        .slice(at)
        .map((a) => `${typeof a === 'number' ? 'int' : 'string'}=${text(a)}`)
        .join(', ')})`
    : out
}

function formatted(verb: string, v: GoValue, precision: string | undefined, all: string): string {
  const n = precision === undefined ? undefined : Number(precision)
  switch (verb) {
    case 's':
    case 'v':
      if (verb === 's' && typeof v === 'number') return `%!s(int=${v})`
      return n === undefined ? text(v) : text(v).slice(0, n)
    case 'q':
      return typeof v === 'string'
        ? JSON.stringify(v)
        : `[${((v as readonly GoValue[]) ?? []).map((e) => JSON.stringify(e)).join(' ')}]`
    case 'd':
      return typeof v === 'number' ? String(Math.trunc(v)) : `%!d(string=${text(v)})`
    case 'f':
      return typeof v === 'number' ? v.toFixed(n ?? 6) : `%!f(string=${text(v)})`
    case 'x':
      return typeof v === 'number'
        ? v.toString(16)
        : text(v).replace(/[^]/g, (c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
    case 't':
      return String(v)
    case 'T':
      return typeof v === 'string' ? 'string' : typeof v === 'number' ? 'int' : 'interface {}'
    default:
      return `%!${all.at(-1)}(${text(plain(v) as GoValue)})`
  }
}
