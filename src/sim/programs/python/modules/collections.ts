import { attribute } from '../machine/attributes'
import { callSync } from '../machine/call'
import { all } from '../machine/iterate'
import { order } from '../value/compare'
import { unsimulated } from '../value/exceptions'
import { dict, keyOf } from '../value/items'
import { str } from '../value/repr'
import { isThing, list, native, tuple } from '../value/thing'
import { functions, type Members } from './members'
import type { Native } from '../machine/core'

/**
 * collections, functools, itertools and string.
 *
 * @models docs.python.org/3/library/collections.html
 * @fidelity part: Counter, defaultdict, OrderedDict, reduce, wraps and the letters
 */

const letters = 'abcdefghijklmnopqrstuvwxyz'

export const collectionNatives: Readonly<Record<string, Native>> = {
  'collections.Counter': (m, [values]) => {
    const counts = dict()
    for (const each of values === undefined ? [] : all(m, values))
      counts.m.set(keyOf(each), [each, ((counts.m.get(keyOf(each))?.[1] as bigint | undefined) ?? 0n) + 1n])
    return counts
  },
  'dict.most_common': (_m, [n], _n, self) =>
    list(
      [...(self as ReturnType<typeof dict>).m.values()]
        .sort((a, b) => order(b[1], a[1]))
        .slice(0, n === undefined ? undefined : Number(n))
        .map((pair) => tuple([...pair])),
    ),
  'collections.defaultdict': (_m, [factory]) => ({ ...dict(), ...(factory !== undefined && { factory }) }),
  'functools.wraps': (_m, [of = null]) => native('.wraps', of),
  '.wraps': (m, [made = null], _n, of) =>
    isThing(made) && made.t === 'fn' ? { ...made, name: str(attribute(m, of, '__name__')) } : made,
  'functools.reduce': (m, [fn = null, values = null, start]) => {
    const given = all(m, values)
    const first = start === undefined ? given.slice(1) : given
    return first.reduce((made, each) => callSync(m, fn, [made, each]), start ?? given[0] ?? null)
  },
  'itertools.count': () => {
    throw unsimulated('itertools.count is not simulated')
  },
}

export const collectionModules: Readonly<Record<string, Members>> = {
  collections: { ...functions('collections', 'Counter defaultdict'), OrderedDict: () => native('dict') },
  functools: functions('functools', 'reduce wraps'),
  string: {
    ascii_lowercase: () => letters,
    ascii_uppercase: () => letters.toUpperCase(),
    ascii_letters: () => letters + letters.toUpperCase(),
    digits: () => '0123456789',
    punctuation: () => '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  },
}
