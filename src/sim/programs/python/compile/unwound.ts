import { emit, leaving } from '../../script/emit'
import { statements, type Context } from './context'

/** Leaves the blocks from the innermost to the one at `down`, running what has to be run. */
export function unwound(c: Context, down: number): void {
  leaving(c.blocks, down, (block) => {
    if (block.kind === 'loop' && block.pops && down === 0) emit(c, 'nip')
    if (block.kind === 'try' || block.kind === 'finally' || block.kind === 'with') emit(c, 'untry')
    if (block.kind === 'handling') emit(c, 'handled')
    if (block.kind === 'finally') statements(c, block.body)
    if (block.kind === 'with') emit(c, 'unwith', down === 0 ? 1 : 0)
  })
}
