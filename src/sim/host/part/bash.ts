import { bash, sh } from '../../programs/bash/bash'
import type { Program } from '../../wire/sys'
import type { Part } from '../compose'

export const part: Part = {
  programs: { bash: bash as Program, sh: sh as Program, ash: sh as Program, dash: sh as Program },
}
