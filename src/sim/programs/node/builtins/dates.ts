import { number, text } from '../machine/convert'
import { obj, type Obj, type Value } from '../machine/value'
import type { NativeFn } from '../machine/core'

const date = (time: number): Obj => obj({ '.time': time }, 'Date')

const dated =
  (get: (d: Date) => Value): NativeFn =>
  (_m, _a, self) =>
    get(new Date(number(self)))

export const dateNatives: Readonly<Record<string, NativeFn>> = {
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
}
