import { obj, type Obj, type Value } from './value'

/** Values on their way to who catches them. */

/** A value on its way to who catches it. */
export interface Thrown {
  readonly kind: 'thrown'
  readonly value: Value
  readonly where: string
}

export const error = (name: string, message: string, more: Readonly<Record<string, Value>> = {}): Obj =>
  obj({ name, message, ...more }, 'Error')

export const fail = (name: string, message: string, more: Readonly<Record<string, Value>> = {}): Thrown => ({
  kind: 'thrown',
  value: error(name, message, more),
  where: '',
})

export const unsimulated = (words: string): Thrown => ({
  kind: 'thrown',
  value: obj({ message: words }, 'unsimulated'),
  where: '',
})
