import type { Value } from '../value/thing'

/** An argument by place or by name, as a built-in function takes it. */

export const arg = (
  args: readonly Value[],
  at: number,
  named: ReadonlyMap<string, Value>,
  name: string,
  otherwise: Value = null,
): Value => args[at] ?? named.get(name) ?? otherwise
