import { callSync } from '../machine/call'
import { all } from '../machine/iterate'
import { order } from '../value/compare'
import { unsimulated } from '../value/exceptions'
import { dict, keyOf } from '../value/items'
import { list, native, tuple } from '../value/thing'
import { functions, type Members } from './members'
import type { Native } from '../machine/core'

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
  collections: { ...functions('collections', 'Counter'), OrderedDict: () => native('dict') },
  functools: functions('functools', 'reduce'),
  string: {
    ascii_lowercase: () => letters,
    ascii_uppercase: () => letters.toUpperCase(),
    ascii_letters: () => letters + letters.toUpperCase(),
    digits: () => '0123456789',
    punctuation: () => '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  },
}
