import { evaluateText } from './arith'
import { expandFields, expandSum, expandPattern, expandText } from './expand'
import { subscript } from './parameter'
import { shellQuote } from './quote'
import type { Machine } from './state'
import type { Assign } from './tree'
import * as variables from './variables'

/**
 * Assignments: scalars, array elements, whole arrays.
 *
 * @models bash arrayfunc.c, subst.c do_assignment
 */
const expanders = { text: expandText, pattern: expandPattern, sum: expandSum }

/** Assigns; where `set -x` is on, gives the form that it shows. */
export function assign(m: Machine, a: Assign): string {
  const quoted = m.s.options['xtrace'] === true ? shellQuote : () => ''
  if ('items' in a.value) return assignArray(m, a, expandItems(m, a))
  const words = expandText(m, a.value)
  if (a.index !== undefined) {
    const key = subscript(m, a.name, a.index, expanders)
    const old = a.append === true ? (new Map(variables.items(m, a.name)).get(key) ?? '') : ''
    variables.setItem(m, a.name, key, joined(m, a, old, words))
    return `${a.name}[${key}]${a.append ? '+=' : '='}${quoted(words)}`
  }
  const old = a.append === true ? (variables.get(m, a.name) ?? '') : ''
  variables.set(m, a.name, joined(m, a, old, words))
  return `${a.name}${a.append ? '+=' : '='}${words === '' ? '' : quoted(words)}`
}

function joined(m: Machine, a: Assign, old: string, words: string): string {
  if (variables.variable(m, a.name)?.integer !== true) return old + words
  return String((a.append === true ? evaluateText(m, old) : 0n) + evaluateText(m, words))
}

export type Items = readonly (readonly [key: string | undefined, value: string])[]

/** The items of `name=(…)`, keys where they were given. */
export function expandItems(m: Machine, a: Assign, keyed = false): Items {
  if (!('items' in a.value)) return []
  return a.value.items.flatMap((item): Items => {
    if ('words' in item) return expandFields(m, item.words).map((word) => [undefined, word])
    return [
      [
        keyed ? expandText(m, item.index!) : subscript(m, a.name, item.index!, expanders),
        expandText(m, item.value as never),
      ],
    ]
  })
}

export function assignArray(m: Machine, a: Pick<Assign, 'name' | 'append'>, items: Items): string {
  variables.checkWritable(m, a.name)
  const { value, bare: _, ...was } = variables.variable(m, a.name) ?? {}
  const old = a.append === true ? (was.items ?? (value === undefined ? {} : { 0: value })) : {}
  const now: Record<string, string> = { ...old }
  let next = a.append === true ? Math.max(-1, ...Object.keys(old).map(Number)) + 1 : 0
  if (was.keyed === true && items.length > 0 && items.every(([key]) => key === undefined)) {
    items.forEach(([, words], i) => (i % 2 === 0 ? (now[words] = items[i + 1]?.[1] ?? '') : undefined))
    items = []
  }
  for (const [key, words] of items) {
    const at = key ?? String(next)
    now[at] = words
    next = Number(at) + 1
  }
  variables.put(m, a.name, { ...was, items: now })
  return `${a.name}${a.append ? '+=' : '='}(${items.map(([k, v]) => (k === undefined ? shellQuote(v) : `[${k}]=${shellQuote(v)}`)).join(' ')})`
}
