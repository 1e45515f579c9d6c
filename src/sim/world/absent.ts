/**
 * The code of the model may come piece by piece (see host/compose.ts). A step that needs a piece which is not here throws this one thing.
 * A step changes nothing but its answer, so the world is as it was, and the very same step can be taken when the piece has come.
 */
export interface Absent extends Error {
  readonly part: string
}

export const absent = (part: string): Absent =>
  Object.assign(new Error(`the part ${part} of the model is not here yet`), { name: 'Absent', part })

export const isAbsent = (error: unknown): error is Absent => error instanceof Error && error.name === 'Absent'
