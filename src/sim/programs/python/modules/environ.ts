import { arg } from '../builtins/arguments'
import { failure } from '../value/exceptions'
import { dict } from '../value/items'
import { str } from '../value/repr'
import { list, special, tuple, type Special, type Value } from '../value/thing'
import type { Machine, Native } from '../machine/core'

/**
 * os.environ.
 *
 * @models docs.python.org/3/library/os.html
 * @fidelity part: what is set is not handed to children
 */

export const env = (m: Machine): Value => {
  const held = m.core.kept.get('environ')
  if (held !== undefined) return held
  const made = special('_Environ', { items: dict(Object.entries(m.sys.env)) })
  m.core.kept.set('environ', made)
  return made
}

const environment = (m: Machine) => (env(m) as Special).m.get('items') as ReturnType<typeof dict>

export const environNatives: Readonly<Record<string, Native>> = {
  '_Environ.get': (m, args, named) =>
    environment(m).m.get(`s${str(args[0] ?? '')}`)?.[1] ?? arg(args, 1, named, 'default'),
  '_Environ.__getitem__': (m, [key = '']) => {
    const held = environment(m).m.get(`s${str(key)}`)
    if (!held) throw failure('KeyError', key)
    return held[1]
  },
  '_Environ.__setitem__': (m, [key = '', value = '']) => (environment(m).m.set(`s${str(key)}`, [key, value]), null),
  '_Environ.items': (m) => list([...environment(m).m.values()].map(([key, value]) => tuple([key, value]))),
  '_Environ.keys': (m) => list([...environment(m).m.values()].map(([key]) => key)),
  '_Environ.copy': (m) => dict([...environment(m).m.values()]),
  '_Environ.setdefault': (m, [key = '', value = '']) => {
    const held = environment(m).m.get(`s${str(key)}`)
    if (!held) environment(m).m.set(`s${str(key)}`, [key, value])
    return held ? held[1] : value
  },
  'os.getenv': (m, args, named) =>
    environment(m).m.get(`s${str(args[0] ?? '')}`)?.[1] ?? arg(args, 1, named, 'default'),
}
