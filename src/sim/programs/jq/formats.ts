import { text, utf8 } from '../../../base/bytes'
import { base64, unbase64 } from '../../../base/base64'
import { isArray, jsonText, typeOf, type Json } from './json'
import { assertion } from './values'

/** `@csv` and its kin: how a value is written for another language. */
export const plain = (v: Json): string => (typeof v === 'string' ? v : jsonText(v))

const escaped = (v: Json, pattern: RegExp, by: Readonly<Record<string, string>>): string =>
  plain(v).replace(pattern, (c) => by[c]!)

const row = (v: Json, name: string, join: string, cell: (v: string) => string): string =>
  isArray(v)
    ? v
        .map((each) =>
          typeof each === 'string'
            ? cell(each)
            : each === null
              ? ''
              : typeof each === 'object'
                ? assertion(`${typeOf(each)} (${jsonText(each)}) is not valid in a csv row`)
                : jsonText(each),
        )
        .join(join)
    : assertion(`${typeOf(v)} (${jsonText(v)}) cannot be ${name}-formatted, only an array can be`)

export const formats: Readonly<Record<string, (v: Json) => string>> = {
  '@text': plain,
  '@json': (v) => jsonText(v),
  '@csv': (v) => row(v, 'csv', ',', (cell) => `"${cell.replace(/"/g, '""')}"`),
  '@tsv': (v) =>
    row(v, 'tsv', '\t', (cell) =>
      escaped(cell, /[\\\t\n\r]/g, { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }),
    ),
  '@html': (v) => escaped(v, /[<>&'"]/g, { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' }),
  '@uri': (v) =>
    utf8(plain(v)).replace(
      /[^A-Za-z0-9\-_.~]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    ),
  '@sh': (v) =>
    (isArray(v) ? v : [v])
      .map((each) =>
        typeof each === 'string'
          ? `'${each.replace(/'/g, "'\\''")}'`
          : typeof each === 'object' && each !== null
            ? assertion(`${typeOf(each)} (${jsonText(each)}) can not be escaped for shell`)
            : jsonText(each),
      )
      .join(' '),
  '@base64': (v) => base64(utf8(plain(v))),
  '@base64d': (v) => text(unbase64(plain(v))),
}
