import { call } from './engine'
import { isFn, isObj, special, toNumber, toText, type Js } from './values'

type TextMethod = (self: string, args: readonly Js[]) => Js

const number = (value: Js): number | undefined => (value === undefined ? undefined : toNumber(value))

/** A regular expression of the script's as one of JavaScript's. */
export function regexOf(value: Js, more = ''): RegExp | undefined {
  if (special(value) !== '$regularExpression' || !isObj(value)) return undefined
  const { pattern, options } = value['$regularExpression'] as { pattern: string; options: string }
  return new RegExp(pattern, [...new Set(options + more)].join(''))
}

function replaced(self: string, [what, by]: readonly Js[], all: boolean): string {
  const put = isFn(by)
    ? (...found: readonly unknown[]) =>
        toText(call(by, undefined, ...(found.filter((each) => typeof each !== 'object') as Js[])))
    : undefined
  const regex = regexOf(what)
  const text = by === undefined ? 'undefined' : isFn(by) ? '' : toText(by)
  if (regex) return put ? self.replace(regex, put) : self.replace(regex, text)
  const from = toText(what)
  if (all) return put ? self.replaceAll(from, put) : self.replaceAll(from, text)
  return put ? self.replace(from, put) : self.replace(from, text)
}

function matched(self: string, what: Js): Js {
  const found = self.match(regexOf(what) ?? new RegExp(toText(what)))
  return found === null ? null : [...found]
}

/**
 * Methods of texts and numbers.
 *
 * @models ECMA-262
 * @fidelity part: in the C locale
 */
export const textMethods: Readonly<Record<string, TextMethod>> = {
  charAt: (self, [at]) => self.charAt(number(at) ?? 0),
  charCodeAt: (self, [at]) => self.charCodeAt(number(at) ?? 0),
  codePointAt: (self, [at]) => self.codePointAt(number(at) ?? 0),
  at: (self, [at]) => self.at(number(at) ?? 0),
  concat: (self, args) => self + args.map(toText).join(''),
  startsWith: (self, [part]) => self.startsWith(toText(part)),
  endsWith: (self, [part]) => self.endsWith(toText(part)),
  includes: (self, [part]) => self.includes(toText(part)),
  indexOf: (self, [part, from]) => self.indexOf(toText(part), number(from)),
  lastIndexOf: (self, [part]) => self.lastIndexOf(toText(part)),
  padStart: (self, [width, by]) => self.padStart(number(width) ?? 0, by === undefined ? ' ' : toText(by)),
  padEnd: (self, [width, by]) => self.padEnd(number(width) ?? 0, by === undefined ? ' ' : toText(by)),
  repeat: (self, [many]) => self.repeat(Math.min(Math.max(0, number(many) ?? 0), 1_000_000)),
  slice: (self, [from, to]) => self.slice(number(from), number(to)),
  substring: (self, [from, to]) => self.substring(number(from) ?? 0, number(to)),
  substr: (self, [from, many]) => {
    const start = (number(from) ?? 0) < 0 ? Math.max(0, self.length + (number(from) ?? 0)) : (number(from) ?? 0)
    return self.slice(start, many === undefined ? undefined : start + (number(many) ?? 0))
  },
  split: (self, [by, most]) => (by === undefined ? [self] : self.split(regexOf(by) ?? toText(by), number(most))),
  toLowerCase: (self) => self.toLowerCase(),
  toUpperCase: (self) => self.toUpperCase(),
  trim: (self) => self.trim(),
  trimStart: (self) => self.trimStart(),
  trimEnd: (self) => self.trimEnd(),
  localeCompare: (self, [other]) => (self < toText(other) ? -1 : self > toText(other) ? 1 : 0),
  replace: (self, args) => replaced(self, args, false),
  replaceAll: (self, args) => replaced(self, args, true),
  match: (self, [what]) => matched(self, what),
  search: (self, [what]) => self.search(regexOf(what) ?? new RegExp(toText(what))),
  toString: (self: string) => self,
}

export const numberMethods: Readonly<Record<string, (self: Js, args: readonly Js[]) => Js>> = {
  toFixed: (self, [places]) => toNumber(self).toFixed(number(places)),
  toPrecision: (self, [places]) => toNumber(self).toPrecision(number(places)),
  toString: (self: Js, [base]: readonly Js[]) => toNumber(self).toString(number(base)),
  toNumber: (self) => toNumber(self),
  valueOf: (self: Js) => toNumber(self),
  toLocaleString: (self: Js) =>
    toNumber(self)
      .toFixed(3)
      .replace(/\.?0+$/, '')
      .replace(/\B(?=(\d{3})+(?!\d))/g, ','),
}
