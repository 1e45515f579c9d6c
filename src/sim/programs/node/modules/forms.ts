import { text as fromUtf8 } from '../../../../base/bytes'
import { obj, type Obj } from '../machine/value'

/** Query strings and forms. */

export const decoded = (words: string): string =>
  fromUtf8(
    words.replace(/\+/g, ' ').replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
  )

export const formOf = (words: string): Obj =>
  obj(
    Object.fromEntries(
      words
        .split('&')
        .filter(Boolean)
        .map((pair) => pair.split('=').map(decoded))
        .map(([key = '', value = '']) => [key, value]),
    ),
  )
