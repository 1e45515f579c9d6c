import { number, text } from '../machine/convert'
import { obj, type Obj, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * Date.
 *
 * @models ECMA-262 Date
 * @fidelity part: UTC and en-US only
 */

const date = (time: number): Obj => obj({ '.time': time }, 'Date')

const dated =
  (get: (d: Date) => Value): NativeFn =>
  (_m, _a, self) =>
    get(new Date(number(self)))

const parts = ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const

const changed =
  (part: (typeof parts)[number]): NativeFn =>
  (_m, args, self) => {
    const d = new Date(number(self))
    const time = (d[`setUTC${part}`] as (...values: number[]) => number).apply(d, args.map(number))
    ;(self as Obj).m.set('.time', time)
    return time
  }

const since = (m: Machine, args: readonly Value[]): number => {
  const [first] = args
  if (first === undefined) return Math.floor(m.sys.now() / 1000)
  if (args.length > 1) return Date.UTC(...(args.map(number) as [number, number]))
  return typeof first === 'string' ? Date.parse(first) : number(first)
}

export const dateNatives: Readonly<Record<string, NativeFn>> = {
  Date: (m, args) => date(since(m, args)),
  'Date.now': (m) => Math.floor(m.sys.now() / 1000),
  'Date#getTime': (_m, _a, self) => number(self),
  'Date#toISOString': dated((d) => d.toISOString()),
  'Date#toJSON': dated((d) => d.toISOString()),
  'Date#toUTCString': dated((d) => d.toUTCString()),
  'Date#toString': (_m, _a, self) => text(self),
  'Date#valueOf': (_m, _a, self) => number(self),
  'Date#getUTCDay': dated((d) => d.getUTCDay()),
  'Date#getTimezoneOffset': () => 0,
  'Date#getMilliseconds': dated((d) => d.getUTCMilliseconds()),
  ...Object.fromEntries(
    parts.flatMap((part): [string, NativeFn][] => [
      [`Date#getUTC${part}`, dated((d) => d[`getUTC${part}`]())],
      [`Date#set${part}`, changed(part)],
      [`Date#setUTC${part}`, changed(part)],
    ]),
  ),
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
}
