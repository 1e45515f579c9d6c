import { branchPlays, stackPlays } from '../../script/frames'
import { truthOf } from '../machine/texts'
import { collections } from './collections'
import { exceptionPlays } from './exceptions'
import { classPlays, functionPlays } from './functions'
import { importPlays } from './imports'
import { memberPlays } from './members'
import { textPlays } from './texts'
import { arithmeticPlays, constants, namePlays } from './values'
import type { Plays } from '../machine/core'

/** All instructions. */

/** Every instruction that the compiler makes. */
export const plays: Plays = {
  ...stackPlays,
  ...branchPlays(truthOf),
  ...constants,
  ...namePlays,
  ...collections,
  ...arithmeticPlays,
  ...memberPlays,
  ...textPlays,
  ...functionPlays,
  ...classPlays,
  ...importPlays,
  ...exceptionPlays,
}
