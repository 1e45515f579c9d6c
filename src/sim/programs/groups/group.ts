import { introduced } from '../introductions/introduced'
import type { Program } from '../../wire/sys'

/** Programs by the names that their stand-ins in a file system carry. Each one's state is its own business: only it can read it. */
export const group = (members: readonly { readonly name: string }[]): Readonly<Record<string, Program>> =>
  Object.fromEntries(members.map((program) => [program.name, introduced(program as Program)]))
