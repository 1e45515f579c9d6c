/**
 * What the machines of Python and JavaScript have in common: frames of instructions, a stack for each, and instructions that know
 * nothing of either language. A machine is plain data between its instructions and can stop behind any of them.
 */
export interface Op<At> {
  readonly o: string
  // What it means is the instruction's business; it is plain data.
  readonly a?: unknown
  readonly at?: At
}

export interface Stepping<V> {
  code: number
  pc: number
  stack: V[]
}

/** Plays one instruction; `a` is what stands with it. */
export type Play<M, F, At> = (m: M, frame: F, a: never, op: Op<At>) => void

interface Played<M, F, At> {
  readonly codes: readonly { readonly ops: readonly Op<At>[] }[]
  readonly core: { readonly frames: readonly F[]; readonly waiting?: unknown }
  readonly plays: Readonly<Record<string, Play<M, F, At>>>
}

/**
 * Runs so many instructions, or until it waits, or until no more than `downTo` frames are left. `raise` finds who handles what an
 * instruction throws, or throws it on.
 */
export function runFrames<M, F extends Stepping<unknown>, At>(
  m: M & Played<M, F, At>,
  budget: number,
  downTo: number,
  raise: (m: M, error: unknown, downTo: number) => void,
): 'over' | 'waiting' | 'slice' {
  for (let n = 0; n < budget; n++) {
    if (m.core.frames.length <= downTo) return 'over'
    const frame = m.core.frames.at(-1)!
    const op = m.codes[frame.code]!.ops[frame.pc++]!
    try {
      m.plays[op.o]!(m, frame, op.a as never, op)
    } catch (error) {
      raise(m, error, downTo)
    }
    if (m.core.waiting) return 'waiting'
  }
  return 'slice'
}

export const pop = <V>(frame: { readonly stack: V[] }): V => frame.stack.pop()!
export const push = <V>(frame: { readonly stack: V[] }, value: V): void => void frame.stack.push(value)

/** The topmost values, the lowest of them first. */
export const popMany = <V>(frame: { readonly stack: V[] }, n: number): V[] =>
  n === 0 ? [] : frame.stack.splice(frame.stack.length - n, n)

export const popTwo = <V>(frame: { readonly stack: V[] }): [V, V] => popMany(frame, 2) as [V, V]
export const popThree = <V>(frame: { readonly stack: V[] }): [V, V, V] => popMany(frame, 3) as [V, V, V]

/** Moves values about on the stack, and jumps. */
export const stackPlays = {
  pop: (_m: unknown, f: Stepping<unknown>) => void pop(f),
  dup: (_m: unknown, f: Stepping<unknown>) => push(f, f.stack.at(-1)),
  dup2: (_m: unknown, f: Stepping<unknown>) => void f.stack.push(f.stack.at(-2), f.stack.at(-1)),
  swap: (_m: unknown, f: Stepping<unknown>) => void f.stack.push(...popTwo(f).reverse()),
  over: (_m: unknown, f: Stepping<unknown>) => push(f, f.stack.at(-2)),
  nip: (_m: unknown, f: Stepping<unknown>) => void f.stack.splice(-2, 1),
  under2: (_m: unknown, f: Stepping<unknown>) => void f.stack.splice(-2, 0, pop(f)),
  jump: (_m: unknown, f: Stepping<unknown>, to: number) => void (f.pc = to),
}

/** Jumps that look at the topmost value, by what the language holds to be true. `keep` leaves it there where it jumps. */
export const branchPlays = <M, V>(truth: (m: M, value: V) => boolean) => ({
  jfalse: (m: M, f: Stepping<V>, to: number) => {
    if (!truth(m, pop(f))) f.pc = to
  },
  jtrue: (m: M, f: Stepping<V>, to: number) => {
    if (truth(m, pop(f))) f.pc = to
  },
  keepfalse: (m: M, f: Stepping<V>, to: number) => {
    if (truth(m, f.stack.at(-1)!)) pop(f)
    else f.pc = to
  },
  keeptrue: (m: M, f: Stepping<V>, to: number) => {
    if (truth(m, f.stack.at(-1)!)) f.pc = to
    else pop(f)
  },
})
