import { utf8 } from '../../../base/bytes'
import { inspect, shown } from './inspect'
import {
  arr,
  asPromise,
  callSync,
  entries,
  error,
  fail,
  isThing,
  items,
  native,
  number,
  obj,
  promise,
  settle,
  subscribe,
  text,
  textOf,
  truth,
  unsimulated,
  type Arr,
  type Fn,
  type Machine,
  type NativeFn,
  type Obj,
  type Prom,
  type Regex,
  type Thing,
  type Value,
} from './machine'

/**
 * What every program of JavaScript has: values and their methods, JSON, Math, console, promises, timers.
 *
 * @models ECMA-262, nodejs.org/api/globals.html
 * @fidelity part: the everyday ones
 */
const list = (self: Value): Value[] => (self as Arr).v
const say = (m: Machine, fd: number, args: readonly Value[]): undefined => {
  m.sys.write(fd, utf8(`${formatted(m, args)}\n`))
  return undefined
}

function formatted(m: Machine, args: readonly Value[]): string {
  const [first, ...rest] = args
  if (typeof first !== 'string' || !first.includes('%')) return args.map((each) => shown(m, each)).join(' ')
  const left = [...rest]
  const words = first.replace(/%([sdifjoO%])/g, (all, how: string) => {
    if (how === '%') return '%'
    if (left.length === 0) return all
    const value = left.shift()
    return how === 's'
      ? text(value)
      : 'dif'.includes(how)
        ? String(how === 'i' ? Math.trunc(number(value)) : number(value))
        : how === 'j'
          ? json(value)
          : inspect(m, value)
  })
  return [words, ...left.map((each) => shown(m, each))].join(' ')
}

export function json(value: Value, indent = '', depth = ''): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null'
  if (typeof value === 'string') return JSON.stringify(value)
  if (!isThing(value) || value.t === 'fn' || value.t === 'native') return 'null'
  if (value.t === 'obj' && value.kind === 'Date') return JSON.stringify(new Date(number(value)).toISOString())
  const deeper = depth + indent
  const laid = (open: string, parts: readonly string[], close: string) =>
    parts.length === 0
      ? open + close
      : indent === ''
        ? open + parts.join(',') + close
        : `${open}\n${deeper}${parts.join(`,\n${deeper}`)}\n${depth}${close}`
  if (value.t === 'arr')
    return laid(
      '[',
      value.v.map((each) => json(each, indent, deeper)),
      ']',
    )
  const pairs = entries(value).filter(
    ([, each]) => each !== undefined && !(isThing(each) && (each.t === 'fn' || each.t === 'native')),
  )
  return laid(
    '{',
    pairs.map(([key, each]) => `${JSON.stringify(key)}:${indent === '' ? '' : ' '}${json(each, indent, deeper)}`),
    '}',
  )
}

function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return arr(value.map(fromJson))
  return typeof value === 'object' && value !== null
    ? obj(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromJson(each)])))
    : (value as Value)
}

const parsed = (words: string): Value => {
  try {
    return fromJson(JSON.parse(words))
  } catch {
    throw fail(
      'SyntaxError',
      words.trim() === ''
        ? 'Unexpected end of JSON input'
        : `Unexpected token '${words.trim()[0]}', "${words.slice(0, 20)}" is not valid JSON`,
    )
  }
}

const flagged = (regex: Regex): RegExp => new RegExp(regex.source, regex.flags.replace('y', ''))

function matchOf(match: RegExpExecArray | RegExpMatchArray | null): Value {
  return match === null ? null : arr([...match])
}

function replaced(m: Machine, self: string, what: Value, by: Value, all: boolean): string {
  const swap = (match: string, ...rest: unknown[]) => {
    if (isThing(by))
      return text(callSync(m, by, [match, ...(rest.filter((each) => typeof each !== 'object') as Value[])]))
    return text(by).replace(/\$(\d|&)/g, (whole, n: string) =>
      n === '&' ? match : ((rest[Number(n) - 1] as string | undefined) ?? whole),
    )
  }
  if (isThing(what) && what.t === 'regex') return self.replace(flagged(what), swap as (match: string) => string)
  return all
    ? self.split(text(what)).join(swap(text(what)))
    : self.includes(text(what))
      ? self.slice(0, self.indexOf(text(what))) +
        swap(text(what)) +
        self.slice(self.indexOf(text(what)) + text(what).length)
      : self
}

const strings: Readonly<Record<string, (self: string, args: readonly Value[]) => Value>> = {
  toUpperCase: (s) => s.toUpperCase(),
  toLowerCase: (s) => s.toLowerCase(),
  trim: (s) => s.trim(),
  trimStart: (s) => s.trimStart(),
  trimEnd: (s) => s.trimEnd(),
  slice: (s, [from, to]) => s.slice(number(from ?? 0), to === undefined ? undefined : number(to)),
  substring: (s, [from, to]) => s.substring(number(from ?? 0), to === undefined ? undefined : number(to)),
  substr: (s, [from, size]) =>
    s.slice(number(from ?? 0), size === undefined ? undefined : number(from ?? 0) + number(size)),
  charAt: (s, [at]) => s.charAt(number(at ?? 0)),
  charCodeAt: (s, [at]) => s.charCodeAt(number(at ?? 0)),
  at: (s, [at]) => s.at(number(at ?? 0)),
  indexOf: (s, [what]) => s.indexOf(text(what)),
  lastIndexOf: (s, [what]) => s.lastIndexOf(text(what)),
  includes: (s, [what]) => s.includes(text(what)),
  startsWith: (s, [what]) => s.startsWith(text(what)),
  endsWith: (s, [what]) => s.endsWith(text(what)),
  repeat: (s, [n]) => {
    if (s.length * number(n) > 5_000_000) throw fail('RangeError', 'Invalid string length')
    return s.repeat(Math.max(0, number(n)))
  },
  padStart: (s, [n, fill]) => s.padStart(number(n), fill === undefined ? ' ' : text(fill)),
  padEnd: (s, [n, fill]) => s.padEnd(number(n), fill === undefined ? ' ' : text(fill)),
  concat: (s, args) => s + args.map(text).join(''),
  split: (s, [by, most]) =>
    arr(
      (by === undefined ? [s] : s.split(isThing(by) && by.t === 'regex' ? flagged(by) : text(by))).slice(
        0,
        most === undefined ? undefined : number(most),
      ),
    ),
  match: (s, [regex]) => matchOf(s.match(isThing(regex) && regex.t === 'regex' ? flagged(regex) : text(regex))),
  toString: (s: string) => s,
  localeCompare: (s, [other]) => (s < text(other) ? -1 : s > text(other) ? 1 : 0),
}

const each = (m: Machine, self: Value, fn: Value, at: number): Value => callSync(m, fn, [list(self)[at], at, self])

const arrays: Readonly<Record<string, NativeFn>> = {
  push: (_m, args, self) => list(self).push(...args),
  pop: (_m, _a, self) => list(self).pop(),
  shift: (_m, _a, self) => list(self).shift(),
  unshift: (_m, args, self) => list(self).unshift(...args),
  slice: (_m, [from, to], self) => arr(list(self).slice(number(from ?? 0), to === undefined ? undefined : number(to))),
  splice: (_m, [from, count, ...more], self) =>
    arr(list(self).splice(number(from ?? 0), count === undefined ? Infinity : number(count), ...more)),
  concat: (_m, args, self) =>
    arr([...list(self), ...args.flatMap((arg) => (isThing(arg) && arg.t === 'arr' ? arg.v : [arg]))]),
  join: (m, [by], self) =>
    list(self)
      .map((value) => (value === undefined || value === null ? '' : textOf(m, value)))
      .join(by === undefined ? ',' : text(by)),
  reverse: (_m, _a, self) => (list(self).reverse(), self),
  indexOf: (_m, [what], self) => list(self).indexOf(what),
  includes: (_m, [what], self) => list(self).includes(what),
  at: (_m, [at], self) => list(self).at(number(at ?? 0)),
  fill: (_m, [value], self) => (list(self).fill(value), self),
  flat: (_m, _a, self) => arr(list(self).flatMap((value) => (isThing(value) && value.t === 'arr' ? value.v : [value]))),
  keys: (_m, _a, self) => arr(list(self).map((_, i) => i)),
  values: (_m, _a, self) => arr([...list(self)]),
  entries: (_m, _a, self) => arr(list(self).map((value, i) => arr([i, value]))),
  map: (m, [fn], self) => arr(list(self).map((_, i) => each(m, self, fn, i))),
  flatMap: (m, [fn], self) =>
    arr(
      list(self).flatMap((_, i) => {
        const made = each(m, self, fn, i)
        return isThing(made) && made.t === 'arr' ? made.v : [made]
      }),
    ),
  forEach: (m, [fn], self) => (list(self).forEach((_, i) => each(m, self, fn, i)), undefined),
  filter: (m, [fn], self) => arr(list(self).filter((_, i) => truth(each(m, self, fn, i)))),
  find: (m, [fn], self) => list(self).find((_, i) => truth(each(m, self, fn, i))),
  findIndex: (m, [fn], self) => list(self).findIndex((_, i) => truth(each(m, self, fn, i))),
  some: (m, [fn], self) => list(self).some((_, i) => truth(each(m, self, fn, i))),
  every: (m, [fn], self) => list(self).every((_, i) => truth(each(m, self, fn, i))),
  reduce: (m, [fn, ...start], self) => {
    if (start.length === 0 && list(self).length === 0)
      throw fail('TypeError', 'Reduce of empty array with no initial value')
    return list(self)
      .slice(start.length === 0 ? 1 : 0)
      .reduce((made, value, i) => callSync(m, fn, [made, value, i]), start.length === 0 ? list(self)[0] : start[0])
  },
  sort: (m, [fn], self) => (
    list(self).sort((a, b) =>
      fn === undefined ? (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0) : number(callSync(m, fn, [a, b])),
    ),
    self
  ),
  toString: (_m: Machine, _a: Value[], self: Value) => text(self),
}

const prefixed = (kind: string, from: Readonly<Record<string, NativeFn>>) =>
  Object.fromEntries(Object.entries(from).map(([name, play]) => [`${kind}#${name}`, play]))

const when = (m: Machine, self: Value, done: Value, failed: Value, last = false): Prom => {
  const gives = promise()
  subscribe(m, self as Prom, { done, failed, gives, last })
  return gives
}

const timer =
  (repeats: boolean): NativeFn =>
  (m, [fn, after, ...args]) => {
    const micros = Math.max(1, number(after ?? 1) || 1) * 1000
    const id = m.core.next++
    m.core.timers.push({ id, at: m.sys.now() + micros, ...(repeats && { every: micros }), call: fn, args })
    return obj({ '.id': id }, 'Timeout')
  }

const cleared: NativeFn = (m, [handle]) => {
  const id = isThing(handle) && handle.t === 'obj' ? handle.m.get('.id') : handle
  m.core.timers = m.core.timers.filter((each) => each.id !== id)
  return undefined
}

const date = (time: number): Obj => obj({ '.time': time }, 'Date')
const dated =
  (get: (d: Date) => Value): NativeFn =>
  (_m, _a, self) =>
    get(new Date(number(self)))

const math = 'abs ceil floor round trunc sqrt cbrt pow min max sign log log2 log10 exp sin cos tan hypot'.split(' ')

const pairs = (self: Value): Value[] => ((self as Obj).m.get('.pairs') as Arr).v
const pairOf = (self: Value, key: Value): Arr | undefined =>
  pairs(self).find((each): each is Arr => (each as Arr).v[0] === key) as Arr | undefined

const made =
  (name: string): NativeFn =>
  (_m, [message]) =>
    error(name, message === undefined ? '' : text(message))

const errors = ['Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError']

const globals = new Set([
  'console',
  'Object',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Math',
  'JSON',
  'Date',
  'Promise',
  'Map',
  'Set',
  'RegExp',
  'Symbol',
  'Buffer',
  'parseInt',
  'parseFloat',
  'isNaN',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'require',
  'encodeURIComponent',
  'decodeURIComponent',
  'structuredClone',
  ...errors,
])

const madePromise: NativeFn = (m, [fn]) => {
  const gives = promise()
  callSync(m, fn, [native('.resolve', gives), native('.reject', gives)])
  return gives
}

/** Their names stand as text: no real one of them may be used here. */
const inTime: readonly (readonly [string, NativeFn])[] = [
  ['Promise', madePromise],
  ['setTimeout', timer(false)],
  ['setInterval', timer(true)],
]

export const builtins: Readonly<Record<string, NativeFn>> = {
  '.global': (m, [name]) => {
    const key = text(name)
    const held = m.core.kept.get(`global.${key}`)
    if (held !== undefined) return held
    if (key === 'process' || key === 'globalThis' || key === 'global')
      return m.natives['.special']!(m, [key], undefined)
    if (key === 'NaN' || key === 'Infinity') return Number(key)
    if (!globals.has(key)) return undefined
    const found = native(key)
    m.core.kept.set(`global.${key}`, found)
    return found
  },
  '.constant': (_m, [name]) =>
    ({
      'Math.PI': Math.PI,
      'Math.E': Math.E,
      'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
      'Number.EPSILON': Number.EPSILON,
    })[text(name)],
  'console.log': (m, args) => say(m, 1, args),
  'console.info': (m, args) => say(m, 1, args),
  'console.debug': (m, args) => say(m, 1, args),
  'console.error': (m, args) => say(m, 2, args),
  'console.warn': (m, args) => say(m, 2, args),
  Object: (_m, [value]) => value ?? obj(),
  'Object.keys': (_m, [of]) => arr(entries(of).map(([key]) => key)),
  'Object.values': (_m, [of]) => arr(entries(of).map(([, value]) => value)),
  'Object.entries': (_m, [of]) => arr(entries(of).map(([key, value]) => arr([key, value]))),
  'Object.fromEntries': (_m, [from]) =>
    obj(Object.fromEntries(items(from).map((pair) => [text((pair as Arr).v[0]), (pair as Arr).v[1]]))),
  'Object.assign': (_m, [to, ...from]) => {
    for (const each of from) for (const [key, value] of entries(each)) (to as Obj).m.set(key, value)
    return to
  },
  'Object.freeze': (_m, [of]) => of,
  'Object#hasOwnProperty': (_m, [key], self) => isThing(self) && 'm' in self && self.m.has(text(key)),
  'Object#toString': (m, _a, self) => textOf(m, self),
  Array: (_m, args) =>
    arr(
      args.length === 1 && typeof args[0] === 'number'
        ? Array.from({ length: Math.min(args[0], 1_000_000) }, () => undefined)
        : args,
    ),
  'Array.isArray': (_m, [of]) => isThing(of) && of.t === 'arr',
  'Array.of': (_m, args) => arr(args),
  'Array.from': (m, [from, fn]) => {
    const length = isThing(from) && from.t === 'obj' && from.m.has('length') ? number(from.m.get('length')) : undefined
    const values =
      length === undefined ? [...items(from)] : Array.from({ length: Math.min(length, 1_000_000) }, () => undefined)
    return arr(fn === undefined ? values : values.map((value, i) => callSync(m, fn, [value, i])))
  },
  String: (m, [value = '']) => textOf(m, value),
  'String.fromCharCode': (_m, args) => String.fromCharCode(...args.map(number)),
  Number: (_m, [value = 0]) => number(value),
  'Number.isInteger': (_m, [value]) => Number.isInteger(value),
  'Number.isNaN': (_m, [value]) => Number.isNaN(value),
  'Number.parseInt': (_m, [value, radix]) => parseInt(text(value), radix === undefined ? undefined : number(radix)),
  'Number.parseFloat': (_m, [value]) => parseFloat(text(value)),
  'Number#toFixed': (_m, [places = 0], self) => (self as number).toFixed(number(places)),
  'Number#toString': (_m, [radix], self) => (self as number).toString(radix === undefined ? undefined : number(radix)),
  'Number#toLocaleString': (_m, _a, self) => String(self).replace(/\B(?=(\d{3})+(?!\d))/g, ','),
  'Boolean#toString': (_m, _a, self) => String(self),
  Boolean: (_m, [value]) => truth(value),
  parseInt: (_m, [value, radix]) => parseInt(text(value), radix === undefined ? undefined : number(radix)),
  parseFloat: (_m, [value]) => parseFloat(text(value)),
  isNaN: (_m, [value]) => Number.isNaN(number(value)),
  encodeURIComponent: (_m, [value]) => encodeURIComponent(text(value)),
  decodeURIComponent: (_m, [value]) => decodeURIComponent(text(value)),
  structuredClone: (_m, [value]) => parsed(json(value)),
  ...Object.fromEntries(
    math.map((name): [string, NativeFn] => [
      `Math.${name}`,
      (_m, args) => (Math[name as 'max'] as (...n: number[]) => number)(...args.map(number)),
    ]),
  ),
  'Math.random': (m) => m.sys.random() / 4_294_967_296,
  'JSON.stringify': (_m, [value, , indent]) =>
    value === undefined ? undefined : json(value, typeof indent === 'number' ? ' '.repeat(indent) : text(indent ?? '')),
  'JSON.parse': (_m, [words]) => parsed(text(words)),
  Date: (m, [time]) =>
    date(time === undefined ? m.sys.now() / 1000 : typeof time === 'number' ? time : Date.parse(text(time))),
  'Date.now': (m) => Math.floor(m.sys.now() / 1000),
  'Date#getTime': (_m, _a, self) => number(self),
  'Date#toISOString': dated((d) => d.toISOString()),
  'Date#toJSON': dated((d) => d.toISOString()),
  'Date#toUTCString': dated((d) => d.toUTCString()),
  'Date#toString': (_m, _a, self) => text(self),
  'Date#getFullYear': dated((d) => d.getUTCFullYear()),
  'Date#getMonth': dated((d) => d.getUTCMonth()),
  'Date#getDate': dated((d) => d.getUTCDate()),
  'Date#getDay': dated((d) => d.getUTCDay()),
  'Date#getHours': dated((d) => d.getUTCHours()),
  'Date#getMinutes': dated((d) => d.getUTCMinutes()),
  'Date#getSeconds': dated((d) => d.getUTCSeconds()),
  'Date#toLocaleTimeString': dated(
    (d) => `${d.getUTCHours() % 12 || 12}:${d.toISOString().slice(14, 19)} ${d.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  ),
  'Date#toLocaleDateString': dated((d) => `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()}`),
  'Date#toLocaleString': dated(
    (d) =>
      `${d.getUTCMonth() + 1}/${d.getUTCDate()}/${d.getUTCFullYear()}, ${d.getUTCHours() % 12 || 12}:${d.toISOString().slice(14, 19)} ${d.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  ),
  '.resolve': (m, [value], self) => (settle(m, self as Prom, 'done', value), undefined),
  '.reject': (m, [value], self) => (settle(m, self as Prom, 'failed', value), undefined),
  'Promise.resolve': (m, [value]) => asPromise(m, value),
  'Promise.reject': (m, [value]) => {
    const gives = promise()
    settle(m, gives, 'failed', value)
    return gives
  },
  'Promise.all': (m, [values]) => {
    const gives = promise()
    const all = items(values).map((value) => asPromise(m, value))
    const results = arr(all.map(() => undefined))
    const left = obj({ n: all.length })
    if (all.length === 0) settle(m, gives, 'done', results)
    for (const [i, value] of all.entries()) {
      const one = native('.collect', obj({ gives, results, left, i }))
      subscribe(m, value, { done: one, failed: native('.reject', gives), gives: promise(), last: false })
    }
    return gives
  },
  '.collect': (m, [value], self) => {
    const { m: held } = self as Obj
    ;(held.get('results') as Arr).v[number(held.get('i'))] = value
    const left = held.get('left') as Obj
    left.m.set('n', number(left.m.get('n')) - 1)
    if (left.m.get('n') === 0) settle(m, held.get('gives') as Prom, 'done', held.get('results'))
    return undefined
  },
  'Promise#then': (m, [done, failed], self) => when(m, self, done, failed),
  'Promise#catch': (m, [failed], self) => when(m, self, undefined, failed),
  'Promise#finally': (m, [fn], self) => when(m, self, fn, fn, true),
  Map: (_m, [from]) =>
    obj(
      {
        '.pairs': arr(from === undefined || from === null ? [] : items(from).map((pair) => arr([...(pair as Arr).v]))),
      },
      'Map',
    ),
  'Map#get': (_m, [key], self) => pairOf(self, key)?.v[1],
  'Map#has': (_m, [key], self) => pairOf(self, key) !== undefined,
  'Map#set': (_m, [key, value], self) => {
    const held = pairOf(self, key)
    if (held) held.v[1] = value
    else pairs(self).push(arr([key, value]))
    return self
  },
  'Map#delete': (_m, [key], self) => {
    const at = pairs(self).findIndex((pair) => (pair as Arr).v[0] === key)
    if (at >= 0) pairs(self).splice(at, 1)
    return at >= 0
  },
  'Map#keys': (_m, _a, self) => arr(pairs(self).map((pair) => (pair as Arr).v[0])),
  'Map#values': (_m, _a, self) => arr(pairs(self).map((pair) => (pair as Arr).v[1])),
  'Map#entries': (_m, _a, self) => arr([...pairs(self)]),
  'Map#forEach': (m, [fn], self) => (
    pairs(self).forEach((pair) => callSync(m, fn, [(pair as Arr).v[1], (pair as Arr).v[0]])),
    undefined
  ),
  Set: (_m, [from]) => obj({ '.pairs': arr([...new Set(from === undefined ? [] : items(from))]) }, 'Set'),
  'Set#add': (_m, [value], self) => {
    if (!pairs(self).includes(value)) pairs(self).push(value)
    return self
  },
  'Set#has': (_m, [value], self) => pairs(self).includes(value),
  'Set#delete': (_m, [value], self) => {
    const at = pairs(self).indexOf(value)
    if (at >= 0) pairs(self).splice(at, 1)
    return at >= 0
  },
  'Set#forEach': (m, [fn], self) => (pairs(self).forEach((value) => callSync(m, fn, [value])), undefined),
  RegExp: (_m, [source, flags]) => ({
    t: 'regex',
    source: isThing(source) && source.t === 'regex' ? source.source : text(source),
    flags: text(flags ?? ''),
    last: 0,
  }),
  'RegExp#test': (_m, [words], self) => flagged(self as Regex).test(text(words)),
  'RegExp#exec': (_m, [words], self) => matchOf(flagged(self as Regex).exec(text(words))),
  ...Object.fromEntries(errors.map((name) => [name, made(name)])),
  'Error.captureStackTrace': () => undefined,
  Symbol: () => {
    throw unsimulated('Symbol is not simulated')
  },
  ...Object.fromEntries(inTime),
  setImmediate: (m, [fn, ...args]) => builtins['setTimeout']!(m, [fn, 0, ...args], undefined),
  clearTimeout: cleared,
  clearInterval: cleared,
  'Timeout#unref': (_m, _a, self) => self,
  'Function#call': (m, [self, ...args], fn) => callSync(m, fn, args, self),
  'Function#apply': (m, [self, args], fn) => callSync(m, fn, args === undefined ? [] : items(args), self),
  'Function#bind': (_m, [self], fn) => (isThing(fn) && fn.t === 'fn' ? ({ ...fn, self } as Fn) : (fn as Thing)),
  'Buffer.from': (_m, [words]) => obj({ '.text': text(words) }, 'Buffer'),
  'Buffer#toString': (_m, _a, self) => text(self),
  ...prefixed('Array', arrays),
  ...Object.fromEntries(
    Object.entries(strings).map(([name, play]): [string, NativeFn] => [
      `String#${name}`,
      (_m, args, self) => play(text(self), args),
    ]),
  ),
  'String#replace': (m, [what, by], self) => replaced(m, text(self), what, by, false),
  'String#replaceAll': (m, [what, by], self) => replaced(m, text(self), what, by, true),
}
