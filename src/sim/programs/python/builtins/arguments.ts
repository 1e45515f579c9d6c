import type { Value } from '../value/thing'

/**
 * Built-in functions and types.
 *
 * @models docs.python.org/3/library/functions.html
 * @fidelity part: iterators of map, filter, zip and their like are lists; no eval, exec, property, super with arguments
 */
export const arg = (
  args: readonly Value[],
  at: number,
  named: ReadonlyMap<string, Value>,
  name: string,
  otherwise: Value = null,
): Value => args[at] ?? named.get(name) ?? otherwise
