import type { Part } from '../compose'

/** What answering a first line does not need of the shell: nothing here, but see vite.rest.ts. */
export const part: Part = {}
