/**
 * An interpreter works on a graph of objects that it changes; between its turns that graph is plain data: nodes by number, so that what
 * was one object stays one, cycles too. What nothing reaches any more is left behind.
 */
export type Flat =
  | string
  | number
  | boolean
  | null
  | { readonly ref: number }
  | { readonly undef: 1 }
  | { readonly big: string }
  | { readonly odd: string }

export type FlatNode =
  | { readonly list: readonly Flat[] }
  | { readonly map: readonly (readonly [Flat, Flat])[] }
  | { readonly record: Readonly<Record<string, Flat>> }

export interface Frozen {
  readonly root: Flat
  readonly nodes: readonly FlatNode[]
}

export function freeze(root: unknown): Frozen {
  const nodes: FlatNode[] = []
  const known = new Map<object, number>()
  const waiting: object[] = []
  const flat = (value: unknown): Flat => {
    if (typeof value === 'object' && value !== null) {
      const at = known.get(value) ?? known.size
      if (at === known.size) {
        known.set(value, at)
        waiting.push(value)
      }
      return { ref: at }
    }
    return primitive(value)
  }
  const first = flat(root)
  for (let object = waiting.shift(); object !== undefined; object = waiting.shift()) nodes.push(node(object, flat))
  return { root: first, nodes }
}

function primitive(value: unknown): Flat {
  if (typeof value === 'bigint') return { big: String(value) }
  if (value === undefined) return { undef: 1 }
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { odd: Object.is(value, -0) ? '-0' : String(value) }
  return value as string | number | boolean | null
}

function node(object: object, flat: (value: unknown) => Flat): FlatNode {
  if (Array.isArray(object)) return { list: object.map(flat) }
  if (object instanceof Map) return { map: [...object].map(([key, value]) => [flat(key), flat(value)] as const) }
  return { record: Object.fromEntries(Object.entries(object).map(([key, value]) => [key, flat(value)])) }
}

export function thaw({ root, nodes }: Frozen): unknown {
  const objects: object[] = nodes.map((each) => ('list' in each ? [] : 'map' in each ? new Map() : {}))
  const whole = (value: Flat): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if ('ref' in value) return objects[value.ref]
    if ('big' in value) return BigInt(value.big)
    return 'odd' in value ? Number(value.odd) : undefined
  }
  for (const [i, each] of nodes.entries()) {
    const object = objects[i]!
    if ('list' in each) for (const value of each.list) (object as unknown[]).push(whole(value))
    else if ('map' in each)
      for (const [key, value] of each.map) (object as Map<unknown, unknown>).set(whole(key), whole(value))
    else for (const [key, value] of Object.entries(each.record)) (object as Record<string, unknown>)[key] = whole(value)
  }
  return whole(root)
}
