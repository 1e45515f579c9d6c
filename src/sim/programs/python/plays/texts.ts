import { pop, popMany, push } from '../../script/frames'
import { write } from '../machine/output'
import { textOf } from '../machine/texts'
import { formatValue } from '../value/format'
import { str } from '../value/repr'
import { isThing, type Value } from '../value/thing'
import type { Machine, Plays } from '../machine/core'

/** Instructions: text. */

export const textPlays: Plays = {
  show: (m, f) => show(m, pop(f)),
  format: (m, f, { convert, spec }: { convert: string; spec: boolean }) => {
    const words = spec ? str(pop(f)) : ''
    push(f, formatValue(converted(m, pop(f), convert, words), words))
  },
  join: (_m, f, n: number) => push(f, popMany(f, n).map(str).join('')),
}

function show(m: Machine, value: Value): void {
  if (value === null) return
  m.core.globals.m.set('_', value)
  write(m, `${textOf(m, value, '__repr__')}\n`)
}

function converted(m: Machine, value: Value, convert: string, spec: string): Value {
  if (convert === 'r') return textOf(m, value, '__repr__')
  const asText = convert === 's' || spec === '' || (isThing(value) && value.t === 'inst')
  return asText ? textOf(m, value, '__str__') : value
}
