import { utf8 } from '../../../../base/bytes'
import { textOf } from '../machine/texts'
import { formatValue } from '../value/format'
import { str } from '../value/repr'
import { isThing } from '../value/thing'
import type { Native } from '../machine/core'

/**
 * Text and bytes.
 *
 * @models docs.python.org/3/library/functions.html
 * @fidelity part: no ascii, no bytearray
 */

export const textBuiltins: Readonly<Record<string, Native>> = {
  str: (m, [value = '']) => (isThing(value) && value.t === 'bytes' ? value.s : textOf(m, value, '__str__')),
  repr: (m, [value = null]) => textOf(m, value, '__repr__'),
  bytes: (_m, [value = '']) => ({
    t: 'bytes',
    s: typeof value === 'string' ? utf8(value) : typeof value === 'bigint' ? '\0'.repeat(Number(value)) : str(value),
  }),
  ord: (_m, [c = '']) => BigInt(str(c).codePointAt(0) ?? 0),
  chr: (_m, [n = 0n]) => String.fromCodePoint(Number(n)),
  format: (_m, [value = null, spec = '']) => formatValue(value, str(spec)),
}
