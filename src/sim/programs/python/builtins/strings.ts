import { text, utf8 } from '../../../../base/bytes'
import { attribute } from '../machine/attributes'
import { all } from '../machine/iterate'
import { failure } from '../value/exceptions'
import { items } from '../value/items'
import { str } from '../value/repr'
import { item } from '../value/subscript'
import { formatBraces } from '../value/templates'
import { isThing, list, tuple, typeName, type Value } from '../value/thing'
import type { Native } from '../machine/core'

/**
 * Methods of str, bytes, int and float, by `type.method`.
 *
 * @models docs.python.org/3/library/stdtypes.html
 * @fidelity part: the everyday ones
 */

/** A method of strings that takes words and gives a value. */
const ofStr =
  (play: (self: string, args: readonly Value[], named: ReadonlyMap<string, Value>) => Value): Native =>
  (_m, args, named, self) =>
    play(self as string, args, named)

const trim = (self: string, chars: Value | undefined, left: boolean, right: boolean): string => {
  const set = chars === undefined || chars === null ? undefined : new Set(str(chars))
  const is = (c: string) => (set ? set.has(c) : /\s/.test(c))
  let [from, to] = [0, self.length]
  while (left && from < to && is(self[from]!)) from++
  while (right && to > from && is(self[to - 1]!)) to--
  return self.slice(from, to)
}

function split(self: string, separator: Value | undefined, most: Value | undefined): Value {
  const limit = most === undefined || Number(most) < 0 ? Infinity : Number(most)
  if (separator === undefined || separator === null) {
    const words: string[] = []
    let rest = self.trimStart()
    while (rest !== '') {
      const cut = words.length >= limit ? -1 : rest.search(/\s/)
      words.push(cut < 0 ? (words.length >= limit ? rest : rest.trimEnd()) : rest.slice(0, cut))
      rest = cut < 0 ? '' : rest.slice(cut).trimStart()
    }
    return list(words)
  }
  if (separator === '') throw failure('ValueError', 'empty separator')
  const parts = self.split(str(separator))
  return list(parts.length - 1 <= limit ? parts : [...parts.slice(0, limit), parts.slice(limit).join(str(separator))])
}

export const found = (at: number, what: string): bigint => {
  if (at < 0) throw failure('ValueError', `${what} not found`)
  return BigInt(at)
}

const startsWith = (self: string, what: Value, how: 'startsWith' | 'endsWith'): boolean =>
  isThing(what) && what.t === 'tuple' ? what.v.some((each) => self[how](str(each))) : self[how](str(what))

const titled = (self: string): string =>
  self.toLowerCase().replace(/[\p{L}]+/gu, (word) => word[0]!.toUpperCase() + word.slice(1))

function joined(self: string, values: Value[]): Value {
  const wrong = values.findIndex((each) => typeof each !== 'string')
  if (wrong >= 0)
    throw failure('TypeError', `sequence item ${wrong}: expected str instance, ${typeName(values[wrong]!)} found`)
  return values.join(self)
}

const center = (self: string, width: Value | undefined, fill: Value | undefined): string => {
  const missing = Math.max(0, Number(width ?? 0) - self.length)
  const left = Math.floor(missing / 2) + (missing & Number(width ?? 0) & 1)
  return str(fill ?? ' ').repeat(left) + self + str(fill ?? ' ').repeat(missing - left)
}

export const strings: Readonly<Record<string, Native>> = {
  'str.upper': ofStr((s) => s.toUpperCase()),
  'str.lower': ofStr((s) => s.toLowerCase()),
  'str.casefold': ofStr((s) => s.toLowerCase()),
  'str.title': ofStr(titled),
  'str.capitalize': ofStr((s) => s.slice(0, 1).toUpperCase() + s.slice(1).toLowerCase()),
  'str.swapcase': ofStr((s) => [...s].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('')),
  'str.strip': ofStr((s, [chars]) => trim(s, chars, true, true)),
  'str.lstrip': ofStr((s, [chars]) => trim(s, chars, true, false)),
  'str.rstrip': ofStr((s, [chars]) => trim(s, chars, false, true)),
  'str.split': ofStr((s, args, named) => split(s, args[0] ?? named.get('sep'), args[1] ?? named.get('maxsplit'))),
  'str.rsplit': ofStr((s, [separator, most]) => {
    const parts = items(split(s, separator, undefined)) as string[]
    const keep = most === undefined ? parts.length : Math.max(0, parts.length - 1 - Number(most))
    return list(
      keep <= 0 || most === undefined
        ? parts
        : [parts.slice(0, keep + 1).join(str(separator ?? ' ')), ...parts.slice(keep + 1)],
    )
  }),
  'str.splitlines': ofStr((s) => list(s === '' ? [] : s.replace(/\r?\n$/, '').split(/\r?\n/))),
  'str.join': (m, [values = null], _n, self) => joined(self as string, all(m, values)),
  'str.replace': ofStr((s, [a = '', b = '', most]) => {
    if (most === undefined) return s.split(str(a)).join(str(b))
    let left = Number(most)
    return s
      .split(str(a))
      .reduce((made, part, i) => (i === 0 ? part : made + (left-- > 0 ? str(b) : str(a)) + part), '')
  }),
  'str.startswith': ofStr((s, [what = '']) => startsWith(s, what, 'startsWith')),
  'str.endswith': ofStr((s, [what = '']) => startsWith(s, what, 'endsWith')),
  'str.removeprefix': ofStr((s, [what = '']) => (s.startsWith(str(what)) ? s.slice(str(what).length) : s)),
  'str.removesuffix': ofStr((s, [what = '']) =>
    s.endsWith(str(what)) && what !== '' ? s.slice(0, -str(what).length) : s,
  ),
  'str.find': ofStr((s, [what = '', from = 0n]) => BigInt(s.indexOf(str(what), Number(from)))),
  'str.rfind': ofStr((s, [what = '']) => BigInt(s.lastIndexOf(str(what)))),
  'str.index': ofStr((s, [what = '']) => found(s.indexOf(str(what)), 'substring')),
  'str.count': ofStr((s, [what = '']) => BigInt(s.split(str(what)).length - 1)),
  'str.isdigit': ofStr((s) => /^\d+$/.test(s)),
  'str.isnumeric': ofStr((s) => /^\d+$/.test(s)),
  'str.isdecimal': ofStr((s) => /^\d+$/.test(s)),
  'str.isalpha': ofStr((s) => /^\p{L}+$/u.test(s)),
  'str.isalnum': ofStr((s) => /^[\p{L}\p{N}]+$/u.test(s)),
  'str.isspace': ofStr((s) => /^\s+$/.test(s)),
  'str.isupper': ofStr((s) => s !== s.toLowerCase() && s === s.toUpperCase()),
  'str.islower': ofStr((s) => s !== s.toUpperCase() && s === s.toLowerCase()),
  'str.isidentifier': ofStr((s) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(s)),
  'str.ljust': ofStr((s, [width, fill = ' ']) => s.padEnd(Number(width), str(fill))),
  'str.rjust': ofStr((s, [width, fill = ' ']) => s.padStart(Number(width), str(fill))),
  'str.center': ofStr((s, [width, fill]) => center(s, width, fill)),
  'str.zfill': ofStr((s, [width]) =>
    /^[-+]/.test(s) ? s[0]! + s.slice(1).padStart(Number(width) - 1, '0') : s.padStart(Number(width), '0'),
  ),
  'str.partition': ofStr((s, [what = '']) => {
    const at = s.indexOf(str(what))
    return tuple(at < 0 ? [s, '', ''] : [s.slice(0, at), str(what), s.slice(at + str(what).length)])
  }),
  'str.encode': ofStr((s) => ({ t: 'bytes', s: utf8(s) })),
  'str.format': (m, args, named, self) =>
    formatBraces(self as string, args, named, (of, path) =>
      [...path.matchAll(/\.(\w+)|\[([^\]]+)\]/g)].reduce(
        (value, [, name, index]) =>
          name !== undefined ? attribute(m, value, name) : item(value, /^\d+$/.test(index!) ? BigInt(index!) : index!),
        of,
      ),
    ),
  'bytes.decode': (_m, _a, _n, self) => text((self as { s: string }).s),
  'bytes.strip': (_m, _a, _n, self) => ({ t: 'bytes', s: (self as { s: string }).s.trim() }),
  'bytes.hex': (_m, _a, _n, self) =>
    [...(self as { s: string }).s].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(''),
  'int.bit_length': (_m, _a, _n, self) =>
    BigInt((self as bigint).toString(2).replace('-', '').replace(/^0$/, '').length),
  'float.is_integer': (_m, _a, _n, self) => Number.isInteger(self),
}
