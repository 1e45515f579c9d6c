import type { Dialect } from './lex'

/**
 * Column types: the names that each server shows for what was asked.
 *
 * @models mysql data types, postgres data types
 * @fidelity part: no arrays, geometry, bit strings, ranges; enum is checked, set is not
 */
export interface SqlType {
  readonly name: string
  readonly length?: number
  readonly scale?: number
  readonly unsigned?: boolean
  readonly values?: readonly string[]
}

const postgresNames: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  integer: 'integer',
  serial: 'integer',
  serial4: 'integer',
  smallint: 'smallint',
  int2: 'smallint',
  smallserial: 'smallint',
  bigint: 'bigint',
  int8: 'bigint',
  bigserial: 'bigint',
  serial8: 'bigint',
  decimal: 'numeric',
  numeric: 'numeric',
  money: 'money',
  real: 'real',
  float4: 'real',
  float: 'double precision',
  float8: 'double precision',
  'double precision': 'double precision',
  text: 'text',
  varchar: 'character varying',
  'character varying': 'character varying',
  char: 'character',
  character: 'character',
  bpchar: 'character',
  name: 'name',
  bool: 'boolean',
  boolean: 'boolean',
  date: 'date',
  time: 'time without time zone',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  interval: 'interval',
  uuid: 'uuid',
  json: 'json',
  jsonb: 'jsonb',
  bytea: 'bytea',
  inet: 'inet',
  oid: 'oid',
  regclass: 'regclass',
}

const mysqlNames: Readonly<Record<string, string>> = {
  int: 'int',
  integer: 'int',
  tinyint: 'tinyint',
  bool: 'tinyint',
  boolean: 'tinyint',
  smallint: 'smallint',
  mediumint: 'mediumint',
  bigint: 'bigint',
  serial: 'bigint',
  decimal: 'decimal',
  numeric: 'decimal',
  dec: 'decimal',
  float: 'float',
  double: 'double',
  'double precision': 'double',
  real: 'double',
  varchar: 'varchar',
  'character varying': 'varchar',
  char: 'char',
  character: 'char',
  text: 'text',
  tinytext: 'tinytext',
  mediumtext: 'mediumtext',
  longtext: 'longtext',
  blob: 'blob',
  longblob: 'longblob',
  mediumblob: 'mediumblob',
  binary: 'binary',
  varbinary: 'varbinary',
  date: 'date',
  datetime: 'datetime',
  timestamp: 'timestamp',
  time: 'time',
  year: 'year',
  json: 'json',
  enum: 'enum',
  set: 'set',
  signed: 'bigint',
  unsigned: 'bigint',
}

/** The name under which a server knows a type; undefined where it knows none. */
export const typeNamed = (dialect: Dialect, name: string): string | undefined => {
  const names = dialect === 'mysql' ? mysqlNames : postgresNames
  return Object.hasOwn(names, name) ? names[name] : undefined
}

/** As DESCRIBE and \d show it. */
export function typeText(type: SqlType, dialect: Dialect): string {
  const size =
    type.values !== undefined
      ? `(${type.values.map((each) => `'${each}'`).join(',')})`
      : type.length === undefined
        ? ''
        : `(${type.length}${type.scale === undefined ? '' : `,${type.scale}`})`
  const text = type.name.startsWith('timestamp ') ? type.name : `${type.name}${size}`
  return type.unsigned && dialect === 'mysql' ? `${text} unsigned` : text
}

const integers = new Set(['int', 'tinyint', 'smallint', 'mediumint', 'bigint', 'integer', 'year', 'oid'])
const floats = new Set(['float', 'double', 'real', 'double precision'])
const exacts = new Set(['decimal', 'numeric', 'money'])
const texts = new Set([
  'varchar',
  'character varying',
  'char',
  'character',
  'text',
  'tinytext',
  'mediumtext',
  'longtext',
  'enum',
  'set',
  'name',
  'unknown',
  'blob',
  'longblob',
  'binary',
  'varbinary',
])

/** What kind of value it is, as far as arithmetic and comparison care. */
export type Family = 'integer' | 'float' | 'exact' | 'text' | 'boolean' | 'moment' | 'other'

export const familyOf = (name: string): Family =>
  integers.has(name)
    ? 'integer'
    : floats.has(name)
      ? 'float'
      : exacts.has(name)
        ? 'exact'
        : texts.has(name)
          ? 'text'
          : name === 'boolean'
            ? 'boolean'
            : /^(date|time)/.test(name)
              ? 'moment'
              : 'other'

/** Numbers stand on the right of a column. */
export const isNumeric = (name: string): boolean => ['integer', 'float', 'exact'].includes(familyOf(name))

const ranges: Readonly<Record<string, number>> = { tinyint: 7, smallint: 15, mediumint: 23, int: 31, integer: 31 }

/** Smallest and largest of a whole-number type. */
export function rangeOf(type: SqlType): readonly [number, number] {
  const bits = ranges[type.name] ?? 63
  return type.unsigned ? [0, 2 ** (bits + 1) - 1] : [-(2 ** bits), 2 ** bits - 1]
}
