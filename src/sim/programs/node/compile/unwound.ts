import { emit, leaving } from '../../script/emit'
import { scoped, type Context } from './context'

/** Leaves the blocks down to one, running what has to be run. What a switch compares stays under what is returned. */
export function unwound(c: Context, down: number, drops = false): void {
  leaving(c.blocks, down, (block) => {
    if (block.kind === 'try' || block.kind === 'finally') emit(c, 'untry')
    if (block.kind === 'finally') scoped(c, block.body)
    if (drops && (block.kind === 'switch' || (block.kind === 'loop' && block.pops))) emit(c, 'pop')
  })
}
