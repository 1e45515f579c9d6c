import { sha256 } from '../../../base/digest'
import { md5 } from '../text/md5'
import { utf8 } from '../../../base/bytes'
import { fromMicros, later, partOf, toMicros } from './moments'
import { compare, isDecimal, show, toNumber, toScale, type Value } from './value'
import type { Context } from './data'

/** Functions of a row. Those that are NULL where an argument is NULL need not say so. */
type Body = (args: readonly Value[], ctx: Context) => Value

export const aggregates: ReadonlySet<string> = new Set([
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'group_concat',
  'string_agg',
  'array_agg',
  'bool_and',
  'bool_or',
])

const text = (value: Value | undefined, ctx: Context): string => show(value ?? null, ctx.dialect) ?? ''
const num = (value: Value | undefined): number => toNumber(value ?? null) ?? 0
const chars = (value: Value | undefined, ctx: Context) => [...text(value, ctx)]
const stamp = (ctx: Context) => fromMicros(ctx.now, ctx.dialect === 'postgres')
const moment = (value: Value | undefined, ctx: Context) => toMicros(text(value, ctx))
const client = (ctx: Context) =>
  who({ ...ctx, session: { ...ctx.session, host: ctx.session.from ?? ctx.session.host } })
const who = (ctx: Context) => (ctx.dialect === 'mysql' ? `${ctx.session.user}@${ctx.session.host}` : ctx.session.user)
const part =
  (unit: string): Body =>
  ([date], ctx) => {
    const micros = moment(date, ctx)
    return micros === undefined ? null : (partOf(micros, unit) ?? null)
  }

function substring([value, from, length]: readonly Value[], ctx: Context): Value {
  const all = chars(value, ctx)
  const start = num(from) < 0 ? Math.max(0, all.length + num(from)) : num(from) - 1
  return all.slice(Math.max(0, start), length === undefined ? undefined : Math.max(0, start + num(length))).join('')
}

const rounding =
  (how: (value: number) => number): Body =>
  ([value]) => {
    const whole = how(num(value))
    return isDecimal(value ?? null) ? toScale(whole, 0) : whole
  }

const round: Body = ([value, digits]) => {
  const scale = num(digits)
  if (isDecimal(value ?? null)) return toScale(value!, scale)
  return Math.round(num(value) * 10 ** scale) / 10 ** scale
}

const hex = (count: number, ctx: Context) =>
  Array.from({ length: count }, () => (ctx.random() & 15).toString(16)).join('')

const uuid: Body = (_, ctx) => `${hex(8, ctx)}-${hex(4, ctx)}-4${hex(3, ctx)}-a${hex(3, ctx)}-${hex(12, ctx)}`

const formats: Readonly<Record<string, (micros: number) => string>> = {
  Y: (m) => fromMicros(m).slice(0, 4),
  m: (m) => fromMicros(m).slice(5, 7),
  d: (m) => fromMicros(m).slice(8, 10),
  H: (m) => fromMicros(m).slice(11, 13),
  i: (m) => fromMicros(m).slice(14, 16),
  s: (m) => fromMicros(m).slice(17, 19),
  T: (m) => fromMicros(m).slice(11, 19),
}

const dateFormat: Body = ([date, format], ctx) => {
  const micros = moment(date, ctx)
  return micros === undefined
    ? null
    : text(format, ctx).replace(/%(.)/g, (_, letter: string) => formats[letter]?.(micros) ?? letter)
}

const shift =
  (sign: number): Body =>
  ([date, span], ctx) => {
    const micros = moment(date, ctx)
    const [count = '0', unit = 'day'] = text(span, ctx).split(' ')
    return micros === undefined ? null : fromMicros(later(micros, sign * Number(count), unit))
  }

const extreme =
  (sign: number): Body =>
  (args, ctx) =>
    args.reduce((best, each) => (sign * (compare(each, best, ctx.dialect) ?? 0) > 0 ? each : best), args[0] ?? null)

/** Of both servers, or of one of them: what a server does not know is `only` the other's. */
const bodies: Readonly<Record<string, Body>> = {
  now: (_, ctx) => stamp(ctx),
  sysdate: (_, ctx) => stamp(ctx),
  current_timestamp: (_, ctx) => stamp(ctx),
  localtimestamp: (_, ctx) => stamp(ctx),
  clock_timestamp: (_, ctx) => stamp(ctx),
  utc_timestamp: (_, ctx) => stamp(ctx),
  current_date: (_, ctx) => stamp(ctx).slice(0, 10),
  curdate: (_, ctx) => stamp(ctx).slice(0, 10),
  current_time: (_, ctx) => stamp(ctx).slice(11),
  curtime: (_, ctx) => stamp(ctx).slice(11),
  date: ([value], ctx) => text(value, ctx).slice(0, 10),
  unix_timestamp: ([value], ctx) => Math.floor((value === undefined ? ctx.now : (moment(value, ctx) ?? 0)) / 1e6),
  from_unixtime: ([value]) => fromMicros(num(value) * 1e6),
  date_format: dateFormat,
  date_add: shift(1),
  date_sub: shift(-1),
  datediff: ([a, b], ctx) => Math.floor((moment(a, ctx) ?? 0) / 86400e6) - Math.floor((moment(b, ctx) ?? 0) / 86400e6),
  year: part('year'),
  month: part('month'),
  day: part('day'),
  hour: part('hour'),
  minute: part('minute'),
  second: part('second'),
  version: (_, ctx) => ctx.version,
  user: (_, ctx) => client(ctx),
  current_user: (_, ctx) => who(ctx),
  session_user: (_, ctx) => client(ctx),
  current_role: (_, ctx) => who(ctx),
  database: (_, ctx) => ctx.session.database ?? null,
  schema: (_, ctx) => ctx.session.database ?? null,
  current_database: (_, ctx) => ctx.session.database ?? null,
  current_catalog: (_, ctx) => ctx.session.database ?? null,
  current_schema: () => 'public',
  connection_id: (_, ctx) => ctx.session.id,
  pg_backend_pid: (_, ctx) => ctx.session.id,
  last_insert_id: (_, ctx) => ctx.session.lastId,
  row_count: (_, ctx) => ctx.session.affected,
  concat: (args, ctx) => args.map((each) => text(each, ctx)).join(''),
  concat_ws: ([mark, ...rest], ctx) =>
    rest
      .filter((each) => each !== null)
      .map((each) => text(each, ctx))
      .join(text(mark, ctx)),
  upper: ([value], ctx) => text(value, ctx).toUpperCase(),
  ucase: ([value], ctx) => text(value, ctx).toUpperCase(),
  lower: ([value], ctx) => text(value, ctx).toLowerCase(),
  lcase: ([value], ctx) => text(value, ctx).toLowerCase(),
  initcap: ([value], ctx) =>
    text(value, ctx)
      .toLowerCase()
      .replace(/[a-z0-9]+/g, (word) => word[0]!.toUpperCase() + word.slice(1)),
  length: ([value], ctx) => (ctx.dialect === 'mysql' ? utf8(text(value, ctx)).length : chars(value, ctx).length),
  char_length: ([value], ctx) => chars(value, ctx).length,
  character_length: ([value], ctx) => chars(value, ctx).length,
  octet_length: ([value], ctx) => utf8(text(value, ctx)).length,
  substring,
  substr: substring,
  mid: substring,
  left: ([value, count], ctx) => chars(value, ctx).slice(0, num(count)).join(''),
  right: ([value, count], ctx) => (num(count) === 0 ? '' : chars(value, ctx).slice(-num(count)).join('')),
  trim: ([value], ctx) => text(value, ctx).trim(),
  ltrim: ([value], ctx) => text(value, ctx).trimStart(),
  rtrim: ([value], ctx) => text(value, ctx).trimEnd(),
  btrim: ([value], ctx) => text(value, ctx).trim(),
  replace: ([value, from, to], ctx) =>
    text(from, ctx) === '' ? value! : text(value, ctx).split(text(from, ctx)).join(text(to, ctx)),
  reverse: ([value], ctx) => chars(value, ctx).reverse().join(''),
  repeat: ([value, count], ctx) => text(value, ctx).repeat(Math.max(0, Math.min(num(count), 10_000))),
  lpad: ([value, width, fill], ctx) =>
    text(value, ctx)
      .padStart(num(width), fill === undefined ? ' ' : text(fill, ctx))
      .slice(0, num(width)),
  rpad: ([value, width, fill], ctx) =>
    text(value, ctx)
      .padEnd(num(width), fill === undefined ? ' ' : text(fill, ctx))
      .slice(0, num(width)),
  strpos: ([value, part_], ctx) => text(value, ctx).indexOf(text(part_, ctx)) + 1,
  instr: ([value, part_], ctx) => text(value, ctx).toLowerCase().indexOf(text(part_, ctx).toLowerCase()) + 1,
  split_part: ([value, mark, index], ctx) => text(value, ctx).split(text(mark, ctx))[num(index) - 1] ?? '',
  md5: ([value], ctx) => md5(utf8(text(value, ctx))),
  sha2: ([value], ctx) => sha256(utf8(text(value, ctx))),
  hex: ([value], ctx) =>
    typeof value === 'number'
      ? value.toString(16).toUpperCase()
      : [...utf8(text(value, ctx))]
          .map((c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
          .join('')
          .toUpperCase(),
  abs: ([value]) =>
    isDecimal(value ?? null)
      ? { decimal: text(value, { dialect: 'mysql' } as Context).replace('-', '') }
      : Math.abs(num(value)),
  ceil: rounding(Math.ceil),
  ceiling: rounding(Math.ceil),
  floor: rounding(Math.floor),
  trunc: rounding(Math.trunc),
  round,
  sign: ([value]) => Math.sign(num(value)),
  mod: ([a, b]) => (num(b) === 0 ? null : num(a) % num(b)),
  power: ([a, b]) => num(a) ** num(b),
  pow: ([a, b]) => num(a) ** num(b),
  sqrt: ([value]) => Math.sqrt(num(value)),
  pi: (_, ctx) => (ctx.dialect === 'mysql' ? { decimal: '3.141593' } : Math.PI),
  random: (_, ctx) => ctx.random() / 2 ** 32,
  rand: (_, ctx) => ctx.random() / 2 ** 32,
  greatest: extreme(1),
  least: extreme(-1),
  uuid,
  gen_random_uuid: uuid,
  extract: ([value], ctx) => {
    const [unit = '', ...rest] = text(value, ctx).split(' ')
    const micros = toMicros(rest.join(' '))
    return micros === undefined ? null : (partOf(micros, unit) ?? null)
  },
  date_trunc: ([unit, value], ctx) => {
    const lengths: Readonly<Record<string, number>> = { year: 4, month: 7, day: 10, hour: 13, minute: 16, second: 19 }
    const all = text(value, ctx).padEnd(19)
    return all.slice(0, lengths[text(unit, ctx)] ?? 19) + '0000-01-01 00:00:00'.slice(lengths[text(unit, ctx)] ?? 19)
  },
  pg_size_pretty: ([value]) => pretty(num(value)),
  pg_postmaster_start_time: (_, ctx) => ctx.setting('start_time') ?? null,
  sleep: () => 0,
  pg_sleep: () => '',
}

const pretty = (bytes: number): string => {
  let left = bytes
  let unit = 0
  while (Math.abs(left) >= 10240 && unit < 3) [left, unit] = [left / 1024, unit + 1]
  return `${Math.round(left)} ${['bytes', 'kB', 'MB', 'GB'][unit]}`
}

const only: Readonly<Record<'mysql' | 'postgres', string>> = {
  mysql:
    ' sysdate utc_timestamp curdate curtime unix_timestamp from_unixtime date_format date_add date_sub datediff year month day hour minute second user database schema connection_id last_insert_id row_count ucase lcase mid instr sha2 hex rand pow uuid sleep ',
  postgres:
    ' clock_timestamp localtimestamp current_database current_catalog current_schema pg_backend_pid initcap btrim strpos split_part trunc random gen_random_uuid date_trunc pg_size_pretty pg_postmaster_start_time pg_sleep ',
}

const whole =
  'length char_length character_length octet_length strpos instr sign year month day hour minute second connection_id pg_backend_pid last_insert_id row_count unix_timestamp datediff sleep'
const same = 'abs ceil ceiling floor trunc round mod greatest least coalesce ifnull nullif if'
const moments: Readonly<Record<string, string>> = {
  now: 'timestamp with time zone',
  current_timestamp: 'timestamp with time zone',
  clock_timestamp: 'timestamp with time zone',
  current_date: 'date',
  localtimestamp: 'timestamp without time zone',
  date_trunc: 'timestamp without time zone',
  pg_postmaster_start_time: 'timestamp with time zone',
}

/** The types of what functions give; `first`: that of their first argument; what is not here is text. */
export const functionTypes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(whole.split(' ').map((name) => [name, 'integer'])),
  ...Object.fromEntries(same.split(' ').map((name) => [name, 'first'])),
  ...Object.fromEntries('power pow sqrt pi random rand'.split(' ').map((name) => [name, 'double precision'])),
  ...moments,
  extract: 'numeric',
  pg_sleep: 'void',
}

export function functionNamed(name: string, ctx: Context): Body | undefined {
  const other = ctx.dialect === 'mysql' ? 'postgres' : 'mysql'
  return Object.hasOwn(bodies, name) && !only[other].includes(` ${name} `) ? bodies[name] : undefined
}

/** Functions that have something to say of NULL. */
export const takesNull: ReadonlySet<string> = new Set(['concat_ws', 'unix_timestamp', 'greatest', 'least'])
