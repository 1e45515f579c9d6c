import { doubleQuote, shellQuote } from './quote'
import type { Machine, Variable } from './state'
import { items } from './variables'

/**
 * A variable in the form that the shell could read again: `declare -p`, `export`, `${x@A}`.
 *
 * @models bash variables.c print_var_attributes, arrayfunc.c print_assoc_assignment
 */
export const attributes = (v: Variable): string =>
  `${v.items === undefined ? '' : v.keyed ? 'A' : 'a'}${v.integer ? 'i' : ''}${v.lower ? 'l' : ''}${v.ref ? 'n' : ''}${v.readonly ? 'r' : ''}${v.upper ? 'u' : ''}${v.exported ? 'x' : ''}`

/** A subscript in quotes where it has more than name's letters in it. */
export const keyText = (key: string): string => (/^[\w@%+=:,./-]+$/.test(key) ? key : doubleQuote(key))

export function declaration(m: Machine, name: string, v: Variable): string {
  return `declare -${attributes(v) || '-'} ${name}${v.items === undefined ? scalarValue(v) : listValue(m, name, v)}`
}

const scalarValue = (v: Variable): string => (v.value === undefined ? '' : `=${doubleQuote(v.value)}`)

function listValue(m: Machine, name: string, v: Variable): string {
  const all = items(m, name)
  if (all.length === 0) return v.bare === true ? '' : '=()'
  return `=(${all.map(([key, value]) => `[${keyText(key)}]=${doubleQuote(value)}`).join(' ')}${v.keyed ? ' ' : ''})`
}

/** `${x@A}`: an assignment, or `declare` where there are attributes. */
export function assignmentText(name: string, v: Variable, value: string): string {
  const letters = attributes(v)
  return `${letters === '' ? '' : `declare -${letters} `}${name}=${shellQuote(value, true)}`
}
