import { failure, type Raised } from '../value/exceptions'
import { dict } from '../value/items'
import { tuple, type Fn, type Value } from '../value/thing'
import type { Params } from '../tree'
import type { Machine } from './core'

/** Arguments to parameters, with Python's complaints. */

/** The parameters of a function as the first names of its scope. */
export function parameters(
  m: Machine,
  fn: Fn,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
): Map<string, Value> {
  const { params, name } = m.codes[fn.code]!
  const { names, keywordFrom, rest, named: others } = params!
  const out = new Map<string, Value>()
  for (const [i, value] of args.slice(0, keywordFrom).entries()) out.set(names[i]!, value)
  const extra = byName(out, params!, name, named)
  for (const key of names) if (!out.has(key) && fn.defaults[key] !== undefined) out.set(key, fn.defaults[key])
  demand(name, 'positional', names.slice(0, keywordFrom), out)
  demand(name, 'keyword-only', names.slice(keywordFrom), out)
  const over = args.slice(keywordFrom)
  if (rest !== undefined) out.set(rest, tuple(over))
  else if (over.length > 0) throw tooMany(name, keywordFrom, Object.keys(fn.defaults).length, args.length)
  if (others !== undefined) out.set(others, dict(extra))
  return out
}

/** Takes what was given by name; the answer is what no parameter is called. */
function byName(
  out: Map<string, Value>,
  { names, named: others }: Params,
  name: string,
  named: ReadonlyMap<string, Value>,
): [string, Value][] {
  const extra: [string, Value][] = []
  for (const [key, value] of named) {
    if (out.has(key)) throw failure('TypeError', `${name}() got multiple values for argument '${key}'`)
    if (names.includes(key)) out.set(key, value)
    else if (others !== undefined) extra.push([key, value])
    else throw failure('TypeError', `${name}() got an unexpected keyword argument '${key}'`)
  }
  return extra
}

function demand(name: string, what: string, names: readonly string[], given: ReadonlyMap<string, Value>): void {
  const missing = names.filter((key) => !given.has(key)).map((key) => `'${key}'`)
  if (missing.length === 0) return
  const plural = missing.length === 1 ? '' : 's'
  throw failure(
    'TypeError',
    `${name}() missing ${missing.length} required ${what} argument${plural}: ${andList(missing)}`,
  )
}

function tooMany(name: string, most: number, optional: number, given: number): Raised {
  const takes = optional === 0 ? String(most) : `from ${most - optional} to ${most}`
  const [plural, were] = [takes === '1' ? '' : 's', given === 1 ? 'was' : 'were']
  return failure('TypeError', `${name}() takes ${takes} positional argument${plural} but ${given} ${were} given`)
}

const andList = (names: readonly string[]): string =>
  names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`
