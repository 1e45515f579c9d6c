/** Instructions on their way into a function: what the compilers of Python and JavaScript have in common. */
interface Emitting<At> {
  readonly ops: { o: string; a?: unknown; at?: At }[]
  /** Where in the source what follows comes from, unless an instruction says so itself. */
  readonly at?: At
}

/** Adds an instruction; the answer is its place, for `land`. */
export function emit<At>(c: Emitting<At>, o: string, a?: unknown, at: At | undefined = c.at): number {
  c.ops.push({ o, ...(a !== undefined && { a }), ...(at !== undefined && { at }) })
  return c.ops.length - 1
}

/** These jumps lead to what comes next. */
export function land<At>(c: Emitting<At>, ...jumps: readonly number[]): void {
  for (const jump of jumps) c.ops[jump]!.a = c.ops.length
}

/** The value on the stack decides: `yes` when it is true, else `no`, if there is one. */
export function either<At>(c: Emitting<At>, yes: () => void, no: (() => void) | undefined): void {
  const otherwise = emit(c, 'jfalse')
  yes()
  if (no === undefined) return land(c, otherwise)
  const end = emit(c, 'jump')
  land(c, otherwise)
  no()
  land(c, end)
}

/** Goes to the end with the value on the stack, or drops it for what `other` gives: `and`, `||`. */
export function unless<At>(c: Emitting<At>, keeps: string, other: () => void): void {
  const over = emit(c, keeps)
  other()
  land(c, over)
}

/** Leaves the blocks down to one, running what has to be run for each; inside of that it counts as left. */
export function leaving<B>(blocks: B[], down: number, leave: (block: B) => void): void {
  const saved = [...blocks]
  while (blocks.length > down) leave(blocks.pop()!)
  blocks.push(...saved.slice(blocks.length))
}
