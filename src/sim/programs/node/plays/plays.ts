import { branchPlays, stackPlays } from '../../script/frames'
import { truth, type Value } from '../machine/value'
import { attemptPlays, functionPlays } from './functions'
import { memberPlays, patternPlays } from './members'
import { namePlays, presencePlays, scopePlays, valuePlays } from './values'
import type { Machine, Plays } from '../machine/core'

/** All instructions. */

/** Every instruction that the compiler makes. */
export const plays: Plays = {
  ...stackPlays,
  ...branchPlays((_m: Machine, value: Value) => truth(value)),
  ...namePlays,
  ...scopePlays,
  ...presencePlays,
  ...valuePlays,
  ...memberPlays,
  ...patternPlays,
  ...functionPlays,
  ...attemptPlays,
}
