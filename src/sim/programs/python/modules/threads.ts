import { callSync } from '../machine/call'
import { resumed } from '../machine/generators'
import { dict, items } from '../value/items'
import { failure } from '../value/exceptions'
import { str } from '../value/repr'
import { special, tuple, type Dict, type Gen, type Special, type Value } from '../value/thing'
import { functions, type Members } from './members'
import type { Native } from '../machine/core'

/**
 * threading and contextlib. There is one thread: another one runs to its end when it is started.
 *
 * @models docs.python.org/3/library/threading.html
 * @fidelity part: Thread that does not wait, Lock, contextmanager whose body does not raise
 */
const heldBy = (self: Value, name: string): Value => (self as Special).m.get(name) ?? null

const itself: Native = (_m, _a, _n, self) => self

/** What the body raised is not told to the generator: it only ends. */
const exited: Native = (m, [kind = null], _n, self) => {
  const gen = heldBy(self, 'gen') as Gen
  if (kind === null) resumed(m, gen)
  delete gen.frame
  return false
}

export const threadNatives: Readonly<Record<string, Native>> = {
  'threading.Thread': (_m, _a, named) =>
    special('Thread', {
      target: named.get('target') ?? null,
      args: tuple(items(named.get('args') ?? tuple([]))),
      kwargs: named.get('kwargs') ?? dict(),
    }),
  'Thread.start': (m, _a, _n, self) => {
    const named = [...(heldBy(self, 'kwargs') as Dict).m.values()].map(([key, value]) => [str(key), value] as const)
    callSync(m, heldBy(self, 'target'), [...items(heldBy(self, 'args'))], new Map(named))
    return null
  },
  'Thread.join': () => null,
  'Thread.is_alive': () => false,
  'threading.Lock': () => special('lock'),
  'lock.acquire': () => true,
  'lock.release': () => null,
  'lock.__enter__': itself,
  'lock.__exit__': () => false,
  'contextlib.contextmanager': (_m, [fn = null]) => special('contextlib.maker', { fn }),
  'contextlib.maker.__call__': (m, args, named, self) =>
    special('contextlib.manager', { gen: callSync(m, heldBy(self, 'fn'), args, named) }),
  'contextlib.manager.__enter__': (m, _a, _n, self) => {
    const value = resumed(m, heldBy(self, 'gen') as Gen)
    if (value === undefined) throw failure('RuntimeError', "generator didn't yield")
    return value
  },
  'contextlib.manager.__exit__': exited,
}

export const threadModules: Readonly<Record<string, Members>> = {
  threading: functions('threading', 'Thread Lock'),
  contextlib: functions('contextlib', 'contextmanager'),
}
