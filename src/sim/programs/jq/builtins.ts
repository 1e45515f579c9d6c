import { utf8 } from '../../../base/bytes'
import { strftime } from '../clock'
import type { At, Env } from './evaluate'
import { plain } from './formats'
import { compareJson, isArray, isObject, jsonText, parseJson, sortedEntries, typeOf, type Json } from './json'
import type { Ast } from './ast'
import { assertion, getIndex, indices, removed, replaced, type Path } from './values'

/** A call of a built-in function, and the evaluator's hands. */
interface Call {
  readonly at: At
  readonly env: Env
  readonly args: readonly Ast[]
  readonly evaluate: (ast: Ast, at: At, env: Env) => Generator<At>
  readonly values: (ast: Ast, at: At, env: Env) => Generator<Json>
  readonly paths: (ast: Ast, at: At, env: Env) => Generator<Path>
  readonly elements: (of: At) => Generator<At>
}

type Built = (c: Call) => Iterable<At>

/** Of the input alone. */
const simple =
  (act: (v: Json, env: Env) => Json): Built =>
  ({ at, env }) => [{ v: act(at.v, env) }]

/** Of the input and each combination of the arguments' values. */
const combined = (act: (v: Json, args: readonly Json[]) => Json): Built =>
  function* (c) {
    const combine = function* (from: number, chosen: readonly Json[]): Generator<At> {
      if (from === c.args.length) yield { v: act(c.at.v, chosen) }
      else for (const v of c.values(c.args[from]!, c.at, c.env)) yield* combine(from + 1, [...chosen, v])
    }
    yield* combine(0, [])
  }

const number = (act: (n: number) => number): Built =>
  simple((v) => (typeof v === 'number' ? act(v) : assertion(`${typeOf(v)} (${jsonText(v)}) number required`)))

const text = (v: Json, words: string): string => (typeof v === 'string' ? v : assertion(words))

const list = (v: Json, words: string): readonly Json[] =>
  isArray(v) ? v : assertion(`${typeOf(v)} (${jsonText(v)}) ${words}`)

function length(v: Json): Json {
  if (v === null) return 0
  if (typeof v === 'boolean') return assertion(`boolean (${v}) has no length`)
  return typeof v === 'number'
    ? Math.abs(v)
    : typeof v === 'string'
      ? [...v].length
      : isArray(v)
        ? v.length
        : (v as ReadonlyMap<string, Json>).size
}

function keys(v: Json, sorted: boolean): Json {
  if (isArray(v)) return v.map((_, i) => i)
  if (!isObject(v)) return assertion(`${typeOf(v)} (${jsonText(v)}) has no keys`)
  return sorted ? sortedEntries(v).map(([key]) => key) : [...v.keys()]
}

function has(v: Json, [key]: readonly Json[]): Json {
  if (isObject(v) && typeof key === 'string') return v.has(key)
  if (isArray(v) && typeof key === 'number') return key >= 0 && key < v.length
  return assertion(`Cannot check whether ${typeOf(v)} has a ${typeof key === 'string' ? 'string' : 'number'} key`)
}

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) return [...b].every(([key, v]) => a.has(key) && contains(a.get(key)!, v))
  if (isArray(a) && isArray(b)) return b.every((v) => a.some((each) => contains(each, v)))
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b)
  return typeOf(a) === typeOf(b)
    ? compareJson(a, b) === 0
    : assertion(`${typeOf(a)} (${jsonText(a)}) and ${typeOf(b)} (${jsonText(b)}) cannot have their containment checked`)
}

const flatten = (v: readonly Json[], depth: number): readonly Json[] =>
  v.flatMap((each) => (isArray(each) && depth > 0 ? flatten(each, depth - 1) : [each]))

function expression(source: Json | undefined, given: Json | undefined): RegExp {
  const flags = typeof given === 'string' ? given : ''
  const body = text(source ?? null, `${jsonText(source ?? null)} cannot be matched, as it is not a string`)
  try {
    return new RegExp(
      flags.includes('x') ? body.replace(/\s+|#.*/g, '') : body,
      `u${flags.includes('i') ? 'i' : ''}${flags.includes('s') ? 's' : ''}${flags.includes('g') ? 'g' : ''}`,
    )
  } catch {
    return assertion(`${body} (at offset 0) is not a valid regex`)
  }
}

const found = (v: Json, args: readonly Json[]): readonly RegExpMatchArray[] => {
  const [source, flags] = isArray(args[0] ?? null) ? (args[0] as readonly Json[]) : args
  const on = text(v, `${typeOf(v)} (${jsonText(v)}) cannot be matched, as it is not a string`)
  const of = expression(source, flags)
  if (of.global) return [...on.matchAll(of)]
  const first = of.exec(on)
  return first ? [first] : []
}

function described(match: RegExpMatchArray): Json {
  const names = Object.entries(match.groups ?? {})
  const captures = match.slice(1).map((string: string | undefined) => {
    const name = names.findIndex(([, value]) => value === string)
    const [named] = name < 0 ? [undefined] : names.splice(name, 1)[0]!
    return new Map<string, Json>([
      ['offset', string === undefined ? -1 : match.index! + match[0].indexOf(string)],
      ['length', string?.length ?? 0],
      ['string', string ?? null],
      ['name', named ?? null],
    ])
  })
  return new Map<string, Json>([
    ['offset', match.index!],
    ['length', match[0].length],
    ['string', match[0]],
    ['captures', captures],
  ])
}

const pairs = (v: Json): readonly (readonly Json[])[] =>
  (v as readonly (readonly Json[])[]).map((pair) => pair).sort((a, b) => compareJson(a[0]!, b[0]!))

function grouped(v: Json): Json {
  const groups: Json[][] = []
  let before: Json | undefined
  for (const pair of pairs(v)) {
    if (before !== undefined && compareJson(before, pair[0]!) === 0) groups.at(-1)!.push(pair)
    else groups.push([pair])
    before = pair[0]!
  }
  return groups
}

function toNumber(v: Json): Json {
  if (typeof v === 'number') return v
  if (typeof v === 'string' && v.trim() !== '' && Number.isFinite(Number(v))) return Number(v)
  return assertion(
    typeof v === 'string'
      ? `Invalid numeric literal at EOF at line 1, column ${v.length} (while parsing '${v}')`
      : `${typeOf(v)} (${jsonText(v)}) cannot be parsed as a number`,
  )
}

function fromJson(v: Json): Json {
  try {
    return parseJson(text(v, `${typeOf(v)} (${jsonText(v)}) cannot be parsed`))
  } catch {
    return assertion(`${String(v)} (while parsing '${String(v)}')`)
  }
}

const strings = (v: Json, by: Json | undefined, name: string, act: (v: string, by: string) => Json): Json =>
  typeof v === 'string' && typeof by === 'string' ? act(v, by) : assertion(`${name}() requires string inputs`)

export const builtins: Readonly<Record<string, Built>> = {
  'empty/0': () => [],
  'error/0': simple((v) => assertion(v as string)),
  'error/1': combined((_, [v]) => assertion(v as string)),
  'not/0': simple((v) => v === null || v === false),
  'length/0': simple(length),
  'utf8bytelength/0': simple(
    (v) => utf8(text(v, `${typeOf(v)} (${jsonText(v)}) only strings have UTF-8 byte length`)).length,
  ),
  'keys/0': simple((v) => keys(v, true)),
  'keys_unsorted/0': simple((v) => keys(v, false)),
  'has/1': combined(has),
  'contains/1': combined((v, [other]) => contains(v, other!)),
  'type/0': simple(typeOf),
  'tostring/0': simple(plain),
  'tonumber/0': simple(toNumber),
  'tojson/0': simple((v) => jsonText(v)),
  'fromjson/0': simple(fromJson),
  'sort/0': simple((v) => [...list(v, 'cannot be sorted, as it is not an array')].sort(compareJson)),
  'sort_pairs/0': simple(pairs),
  'group_pairs/0': simple(grouped),
  'reverse/0': simple((v) =>
    typeof v === 'string'
      ? [...v].reverse().join('')
      : v === null
        ? []
        : [...list(v, 'cannot be reversed, as it is not an array')].reverse(),
  ),
  'flatten/1': combined((v, [depth]) =>
    flatten(isObject(v) ? [...v.values()] : list(v, 'cannot be flattened'), Number(depth)),
  ),
  'range/2': function* (c) {
    for (const from of c.values(c.args[0]!, c.at, c.env))
      for (const to of c.values(c.args[1]!, c.at, c.env)) for (let i = Number(from); i < Number(to); i++) yield { v: i }
  },
  'range/3': function* (c) {
    for (const from of c.values(c.args[0]!, c.at, c.env))
      for (const to of c.values(c.args[1]!, c.at, c.env))
        for (const by of c.values(c.args[2]!, c.at, c.env))
          for (
            let i = Number(from);
            Number(by) > 0 ? i < Number(to) : Number(by) < 0 && i > Number(to);
            i += Number(by)
          )
            yield { v: i }
  },
  'floor/0': number(Math.floor),
  'ceil/0': number(Math.ceil),
  'round/0': number(Math.round),
  'sqrt/0': number(Math.sqrt),
  'log/0': number(Math.log),
  'log2/0': number(Math.log2),
  'log10/0': number(Math.log10),
  'exp/0': number(Math.exp),
  'pow/2': combined((_, [a, b]) => Number(a) ** Number(b)),
  'infinite/0': simple(() => Infinity),
  'nan/0': simple(() => NaN),
  'isnan/0': simple((v) => Number.isNaN(v)),
  'isinfinite/0': simple((v) => v === Infinity || v === -Infinity),
  'startswith/1': combined((v, [by]) => strings(v, by, 'startswith', (a, b) => a.startsWith(b))),
  'endswith/1': combined((v, [by]) => strings(v, by, 'endswith', (a, b) => a.endsWith(b))),
  'split/1': combined((v, [by]) =>
    typeof v === 'string' && typeof by === 'string'
      ? v === ''
        ? []
        : v.split(by)
      : assertion('split input and separator must be strings'),
  ),
  'split/2': combined((v, [by, flags]) => {
    const matches = found(v, [by!, `g${typeof flags === 'string' ? flags : ''}`])
    const starts = [0, ...matches.map((match) => match.index! + match[0].length)]
    return starts.map((from, i) => String(v).slice(from, matches[i]?.index))
  }),
  'ascii_downcase/0': simple((v) =>
    text(v, 'ascii_downcase input must be a string').replace(/[A-Z]/g, (c) => c.toLowerCase()),
  ),
  'ascii_upcase/0': simple((v) =>
    text(v, 'ascii_upcase input must be a string').replace(/[a-z]/g, (c) => c.toUpperCase()),
  ),
  'trim/0': simple((v) => text(v, 'trim input must be a string').trim()),
  'ltrim/0': simple((v) => text(v, 'trim input must be a string').trimStart()),
  'rtrim/0': simple((v) => text(v, 'trim input must be a string').trimEnd()),
  'explode/0': simple((v) =>
    [...text(v, `${typeOf(v)} (${jsonText(v)}) cannot be exploded`)].map((c) => c.codePointAt(0)!),
  ),
  'implode/0': simple((v) => String.fromCodePoint(...list(v, 'cannot be imploded').map(Number))),
  'test/2': combined((v, args) => found(v, args).length > 0),
  'match/2': function* (c) {
    for (const of of c.values(
      { kind: 'array', of: { kind: 'comma', left: c.args[0]!, right: c.args[1]! } },
      c.at,
      c.env,
    ))
      for (const match of found(c.at.v, of as readonly Json[])) yield { v: described(match) }
  },
  'indices/1': combined((v, [of]) => {
    if (v === null) return null
    if (typeof v === 'string' && typeof of === 'string')
      return of === '' ? null : [...v].flatMap((_, i) => (v.startsWith(of, i) ? [i] : []))
    return indices(list(v, 'cannot be searched'), isArray(of!) ? of : [of!])
  }),
  'getpath/1': function* (c) {
    for (const path of c.values(c.args[0]!, c.at, c.env)) {
      const way = path as Path
      const v = way.reduce<Json>((value, key) => (value === null ? null : getIndex(value, key)), c.at.v)
      yield c.at.p ? { v, p: [...c.at.p, ...way] } : { v }
    }
  },
  'setpath/2': combined((v, [path, by]) => replaced(v, path as Path, by!)),
  'delpaths/1': combined((v, [paths]) => removed(v, paths as readonly Path[])),
  'path/1': function* (c) {
    for (const path of c.paths(c.args[0]!, c.at, c.env)) yield { v: path }
  },
  'now/0': simple((_, env) => env.now),
  'strftime/1': combined((v, [format]) =>
    typeof v === 'number'
      ? strftime(String(format), Math.floor(v))
      : assertion('strftime/1 requires parsed datetime inputs'),
  ),
  'fromdateiso8601/0': simple((v) => {
    const at = Date.parse(String(v))
    return Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(v))
      ? assertion(`date "${String(v)}" does not match format "%Y-%m-%dT%H:%M:%SZ"`)
      : at / 1000
  }),
  'input/0': simple((_, env) => env.input() ?? assertion('No more inputs')),
  'input_line_number/0': simple(() => 0),
  'builtins/0': simple(() => Object.keys(builtins)),
}
