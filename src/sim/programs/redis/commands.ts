import { hashes } from './hashes'
import { keyCommands } from './keys'
import { lists } from './lists'
import { sets } from './sets'
import { sortedSets } from './sorted'
import type { Command } from './store'
import { strings } from './strings'

/** Every command on keys. */
export const commands: Readonly<Record<string, Command>> = {
  ...strings,
  ...keyCommands,
  ...lists,
  ...sets,
  ...hashes,
  ...sortedSets,
}
