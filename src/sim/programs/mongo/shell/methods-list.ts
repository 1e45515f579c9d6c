import { call } from './engine'
import { isArray, isFn, isObj, kindOf, raised, toNumber, toText, truthy, type Fn, type Js } from './values'

type Method = (self: Js[], args: readonly Js[]) => Js

/** The function that an argument has to be. */
export function callable(value: Js): Fn {
  if (isFn(value)) return value
  throw raised(
    'TypeError',
    `${isObj(value) && kindOf(value) === undefined ? '#<Object>' : toText(value)} is not a function`,
  )
}

const each = (self: Js[], given: Js) => {
  const callee = callable(given)
  return (value: Js, i: number) => call(callee, undefined, value, i, self)
}

const place = (value: Js, other: number): number => (value === undefined ? other : toNumber(value))

function folded(list: readonly Js[], args: readonly Js[], self: Js[]): Js {
  const callee = callable(args[0])
  const [first, ...rest] = list
  if (args.length < 2 && list.length === 0) throw raised('TypeError', 'Reduce of empty array with no initial value')
  const [start, over] = args.length < 2 ? [first, rest] : [args[1], list]
  return over.reduce((all: Js, value, i) => call(callee, undefined, all, value, i, self), start)
}

function sorted(self: Js[], given: Js): Js[] {
  if (!isFn(given)) return self.sort((a, b) => (toText(a) < toText(b) ? -1 : toText(a) > toText(b) ? 1 : 0))
  return self.sort((a, b) => toNumber(call(given, undefined, a, b)))
}

const flat = (list: readonly Js[], depth: number): Js[] =>
  list.flatMap((value) => (isArray(value) && depth > 0 ? flat(value, depth - 1) : [value]))

/**
 * Methods of arrays.
 *
 * @models ECMA-262
 */
export const listMethods: Readonly<Record<string, Method>> = {
  push: (self, args) => self.push(...args),
  pop: (self) => self.pop(),
  shift: (self) => self.shift(),
  unshift: (self, args) => self.unshift(...args),
  slice: (self, [from, to]) => self.slice(place(from, 0), place(to, self.length)),
  splice: (self, [from, many, ...fresh]) => self.splice(place(from, 0), place(many, self.length), ...fresh),
  concat: (self, args) => args.reduce<Js[]>((all, arg) => [...all, ...(isArray(arg) ? arg : [arg])], self),
  join: (self, [by]) =>
    self
      .map((value) => (value === undefined || value === null ? '' : toText(value)))
      .join(by === undefined ? ',' : toText(by)),
  reverse: (self) => self.reverse(),
  indexOf: (self, [value]) => self.indexOf(value),
  lastIndexOf: (self, [value]) => self.lastIndexOf(value),
  includes: (self, [value]) => self.includes(value),
  at: (self, [at]) => self.at(place(at, 0)),
  fill: (self, [value]) => self.fill(value),
  find: (self, [given]) => self.find((value, i) => truthy(each(self, given)(value, i))),
  findIndex: (self, [given]) => self.findIndex((value, i) => truthy(each(self, given)(value, i))),
  filter: (self, [given]) => self.filter((value, i) => truthy(each(self, given)(value, i))),
  some: (self, [given]) => self.some((value, i) => truthy(each(self, given)(value, i))),
  every: (self, [given]) => self.every((value, i) => truthy(each(self, given)(value, i))),
  map: (self, [given]) => self.map(each(self, given)),
  flatMap: (self, [given]) => flat(self.map(each(self, given)), 1),
  flat: (self, [depth]) => flat(self, place(depth, 1)),
  forEach: (self, [given]) => {
    const visit = each(self, given)
    for (const [i, value] of self.entries()) visit(value, i)
    return undefined
  },
  reduce: (self, args) => folded(self, args, self),
  reduceRight: (self, args) => folded([...self].reverse(), args, self),
  sort: (self, [given]) => sorted(self, given),
  toSorted: (self, [given]) => sorted([...self], given),
  keys: (self) => self.map((_, i) => i),
  values: (self) => [...self],
  entries: (self) => self.map((value, i) => [i, value]),
  toString: (self: Js[]) => toText(self),
}
