import { regexOf } from './methods-text'
import { dateOf, dateWords, toNumber, toText, type Js, type Obj } from './values'

type Method = (self: Obj, args: readonly Js[]) => Js

const part =
  (of: (date: Date) => number): Method =>
  (self) =>
    of(new Date(dateOf(self)))

/** A setter of a date, which changes it. */
const change =
  (act: (date: Date, numbers: readonly number[]) => void): Method =>
  (self, args) => {
    const date = new Date(dateOf(self))
    act(date, args.map(toNumber))
    self['$date'] = date.getTime()
    return date.getTime()
  }

/** Each of them both as local time and as UTC, which are the same here. */
const both = (name: string, method: Method): Readonly<Record<string, Method>> => ({
  [name]: method,
  [`${name.slice(0, 3)}UTC${name.slice(3)}`]: method,
})

/**
 * Methods of dates.
 *
 * @models ECMA-262
 * @fidelity part: UTC only
 */
export const dateMethods: Readonly<Record<string, Method>> = {
  ...both(
    'getFullYear',
    part((date) => date.getUTCFullYear()),
  ),
  ...both(
    'getMonth',
    part((date) => date.getUTCMonth()),
  ),
  ...both(
    'getDate',
    part((date) => date.getUTCDate()),
  ),
  ...both(
    'getDay',
    part((date) => date.getUTCDay()),
  ),
  ...both(
    'getHours',
    part((date) => date.getUTCHours()),
  ),
  ...both(
    'getMinutes',
    part((date) => date.getUTCMinutes()),
  ),
  ...both(
    'getSeconds',
    part((date) => date.getUTCSeconds()),
  ),
  ...both(
    'getMilliseconds',
    part((date) => date.getUTCMilliseconds()),
  ),
  ...both(
    'setFullYear',
    change((date, [year = 0]) => date.setUTCFullYear(year)),
  ),
  ...both(
    'setMonth',
    change((date, [month = 0]) => date.setUTCMonth(month)),
  ),
  ...both(
    'setDate',
    change((date, [day = 0]) => date.setUTCDate(day)),
  ),
  ...both(
    'setHours',
    change(
      (
        date,
        [hours = 0, minutes = date.getUTCMinutes(), seconds = date.getUTCSeconds(), millis = date.getUTCMilliseconds()],
      ) => date.setUTCHours(hours, minutes, seconds, millis),
    ),
  ),
  ...both(
    'setMinutes',
    change((date, [minutes = 0]) => date.setUTCMinutes(minutes)),
  ),
  ...both(
    'setSeconds',
    change((date, [seconds = 0]) => date.setUTCSeconds(seconds)),
  ),
  setTime: change((date, [at = 0]) => date.setTime(at)),
  getTime: (self) => dateOf(self),
  valueOf: (self: Obj) => dateOf(self),
  getTimezoneOffset: () => 0,
  toISOString: (self) => new Date(dateOf(self)).toISOString(),
  toJSON: (self) => new Date(dateOf(self)).toISOString(),
  toString: (self: Obj) => dateWords(dateOf(self)),
  toDateString: (self) => dateWords(dateOf(self)).slice(0, 15),
  toTimeString: (self) => dateWords(dateOf(self)).slice(16),
}

const long: Readonly<Record<string, Method>> = {
  toNumber: (self) => toNumber(self),
  toInt: (self) => Math.trunc(toNumber(self)),
  valueOf: (self: Obj) => toNumber(self),
  toString: (self: Obj) => toText(self),
  toJSON: (self) => toText(self),
}

/** Methods of what JSON does not know. */
export const specialMethods: Readonly<Record<string, Readonly<Record<string, Method>>>> = {
  $oid: {
    toString: (self: Obj) => self['$oid'],
    toHexString: (self) => self['$oid'],
    valueOf: (self: Obj) => self['$oid'],
    toJSON: (self) => self['$oid'],
    equals: (self, [other]) => toText(other) === self['$oid'],
    getTimestamp: (self) => ({ $date: parseInt(String(self['$oid']).slice(0, 8), 16) * 1000 }),
  },
  $numberLong: long,
  $numberDecimal: long,
  $uuid: { toString: (self: Obj) => self['$uuid'], toHexString: (self) => self['$uuid'] },
  $regularExpression: {
    test: (self, [words]) => regexOf(self)?.test(toText(words)),
    exec: (self, [words]) => {
      const found = regexOf(self)?.exec(toText(words))
      return found ? [...found] : null
    },
  },
}
