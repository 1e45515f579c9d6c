import { isDoc, isList, numberOf, specialOf, type Doc, type Value } from '../bson'

/**
 * What a script of the shell computes with. These live for one turn only, so they are JavaScript's own values: a document is a record,
 * an ObjectId or a date is the record that stands for it in a document too, and what belongs to the shell, a database, a collection, a
 * cursor, an error, carries its kind under a key that no document can have.
 */
export type Js = undefined | null | boolean | number | string | Js[] | Obj | Fn

export interface Obj {
  [key: string]: Js
}

export interface Fn {
  (self: Js, args: readonly Js[]): Js
  title?: string
}

export const kindKey = '.kind'

export const isFn = (value: Js): value is Fn => typeof value === 'function'
export const isArray = (value: Js): value is Js[] => Array.isArray(value)
export const isObj = (value: Js): value is Obj => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `cursor`, `collection`, `error` and the like. */
export const kindOf = (value: Js): string | undefined =>
  isObj(value) && Object.hasOwn(value, kindKey) ? (value[kindKey] as string) : undefined

export const special = (value: Js): ReturnType<typeof specialOf> =>
  isObj(value) ? specialOf(value as Value) : undefined

export const isPlain = (value: Js): value is Obj =>
  isObj(value) && kindOf(value) === undefined && special(value) === undefined

export const fn = (title: string, call: Fn): Fn =>
  Object.assign((self: Js, args: readonly Js[]) => call(self, args), { title })

/** What `throw` throws, also by the shell itself. */
export interface Thrown {
  readonly thrown: Js
}

export const raised = (name: string, message: string, more: Obj = {}): Thrown => ({
  thrown: { [kindKey]: 'error', name, message, ...more },
})

export const isThrown = (error: unknown): error is Thrown =>
  typeof error === 'object' && error !== null && 'thrown' in error

/** A value as it goes to the server. */
export function toValue(value: Js): Value {
  if (value === undefined || value === null || isFn(value)) return null
  if (isArray(value)) return value.map(toValue)
  if (!isObj(value)) return value
  if (special(value) !== undefined) return value as Value
  if (kindOf(value) === 'int' || kindOf(value) === 'double') return value['value'] as number
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => key !== kindKey && !isFn(each))
      .map(([key, each]) => [key, toValue(each)]),
  )
}

export const toDoc = (value: Js): Doc => {
  const made = toValue(value)
  return isDoc(made) ? made : {}
}

/** On what came from the server, which the shell shows with an eye of its own; a copy of it is a value like others. */
const served = Symbol('served')

const marked = <T extends Obj | Js[]>(value: T): T => Object.defineProperty(value, served, { value: true })

export const isServed = (value: Obj | readonly Js[]): boolean => served in value

/** What came from the server, as a script may change it. */
export function fromValue(value: Value | undefined): Js {
  if (isList(value)) return marked(value.map(fromValue))
  if (specialOf(value) !== undefined) return { ...(value as unknown as Obj) }
  if (!isDoc(value)) return value as Js
  return marked(Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromValue(each)])))
}

export const dateOf = (value: Js): number => (value as { $date: number }).$date

/** As a text in a template or an addition. */
export function toText(value: Js): string {
  if (isArray(value)) return value.map((each) => (each === undefined || each === null ? '' : toText(each))).join()
  if (isFn(value)) return `function ${value.title ?? ''}() { [code] }`
  if (!isObj(value)) return String(value)
  switch (special(value)) {
    case '$oid':
      return value['$oid'] as string
    case '$date':
      return dateWords(dateOf(value))
    case '$numberLong':
    case '$numberDecimal':
      return String(Object.values(value)[0])
    case '$uuid':
      return value['$uuid'] as string
    case '$regularExpression': {
      const { pattern, options } = value['$regularExpression'] as { pattern: string; options: string }
      return `/${pattern}/${options}`
    }
  }
  switch (kindOf(value)) {
    case 'error':
      return `${toText(value['name'])}: ${toText(value['message'])}`
    case 'int':
    case 'double':
      return String(value['value'])
    case 'database':
      return value['name'] as string
    case 'collection':
      return `${String(value['db'])}.${String(value['name'])}`
  }
  return '[object Object]'
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** As Date's toString, in UTC. */
export function dateWords(at: number): string {
  if (Number.isNaN(at)) return 'Invalid Date'
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')
  return `${days[date.getUTCDay()]} ${months[date.getUTCMonth()]} ${two(date.getUTCDate())} ${date.getUTCFullYear()} ${clock} GMT+0000 (Coordinated Universal Time)`
}

export function toNumber(value: Js): number {
  if (value === null) return 0
  if (isArray(value) || isFn(value)) return Number(toText(value))
  if (!isObj(value)) return Number(value)
  if (special(value) === '$date') return dateOf(value)
  if (kindOf(value) === 'int' || kindOf(value) === 'double') return value['value'] as number
  return numberOf(value as Value) ?? NaN
}

export const truthy = (value: Js): boolean =>
  value !== undefined && value !== null && value !== false && value !== 0 && value !== '' && !Number.isNaN(value)

/** What `+` and comparisons see of a value. */
export const primitive = (value: Js): string | number | boolean | null | undefined => {
  if (isArray(value) || isFn(value)) return toText(value)
  if (!isObj(value)) return value
  const kind = kindOf(value)
  return kind === 'int' || kind === 'double' ? (value['value'] as number) : toText(value)
}

export const typeName = (value: Js): string => (value === null ? 'object' : isFn(value) ? 'function' : typeof value)
