/**
 * A persistent table from small whole numbers to values: a four-storey tree of 32-wide arrays in plain data, so that
 * changing one inode of ten thousand copies four short arrays. An empty slot is 0, since a hole would not survive JSON.
 */
export type Slots<T> = readonly (Slots<T> | T | 0)[]

const BITS = 5
const STOREYS = 4
const WIDTH = 1 << BITS

const digit = (index: number, storey: number): number => (index >> (BITS * storey)) & (WIDTH - 1)

export function slotGet<T extends object>(slots: Slots<T>, index: number): T | undefined {
  let at: Slots<T> | T | 0 | undefined = slots
  for (let storey = STOREYS - 1; storey >= 0; storey--) {
    if (at === undefined || at === 0) return undefined
    at = (at as Slots<T>)[digit(index, storey)]
  }
  return at === 0 ? undefined : (at as T | undefined)
}

export function slotSet<T extends object>(slots: Slots<T>, index: number, value: T | undefined): Slots<T> {
  return setAt(slots, index, value ?? 0, STOREYS - 1)
}

function setAt<T extends object>(slots: Slots<T>, index: number, value: T | 0, storey: number): Slots<T> {
  const copy = slots.slice()
  const at = digit(index, storey)
  while (copy.length <= at) copy.push(0)
  copy[at] = storey === 0 ? value : setAt((copy[at] as Slots<T> | 0) || [], index, value, storey - 1)
  return copy
}

/** Values for the indexes from one on: each array on the way is copied once, however many they are. */
export const slotSetAll = <T extends object>(slots: Slots<T>, from: number, values: readonly T[]): Slots<T> =>
  values.length === 0 ? slots : setAll(slots, from, values, STOREYS - 1)

function setAll<T extends object>(slots: Slots<T>, from: number, values: readonly T[], storey: number): Slots<T> {
  const copy = slots.slice()
  const below = 1 << (BITS * storey)
  for (let done = 0; done < values.length;) {
    const at = digit(from + done, storey)
    // As many as share this digit.
    const count = Math.min(values.length - done, below - ((from + done) & (below - 1)))
    while (copy.length <= at) copy.push(0)
    copy[at] =
      storey === 0
        ? values[done]!
        : setAll((copy[at] as Slots<T> | 0) || [], from + done, values.slice(done, done + count), storey - 1)
    done += count
  }
  return copy
}

/** Every index in use, ascending. */
export function slotKeys<T extends object>(slots: Slots<T>): number[] {
  const keys: number[] = []
  const walk = (at: Slots<T> | T | 0, prefix: number, storey: number): void => {
    if (at === 0) return
    if (storey < 0) keys.push(prefix)
    else (at as Slots<T>).forEach((below, i) => walk(below, prefix * WIDTH + i, storey - 1))
  }
  walk(slots, 0, STOREYS - 1)
  return keys
}

/** Every value, by ascending index. */
export const slotValues = <T extends object>(slots: Slots<T>): T[] =>
  slotKeys(slots).map((index) => slotGet(slots, index)!)
