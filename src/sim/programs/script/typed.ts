import type { Sys } from '../../wire/sys'
import type { Bytes } from '../../../base/bytes'

/** What a prompt has been given: a line, nothing more for now, or nothing any more. `input` is what stands behind the line. */
interface Typed {
  readonly line: Bytes | undefined
  readonly input: Bytes
  readonly ended: boolean
}

/** The next line of standard input, of which `before` has been read already. */
export function typedLine(sys: Sys, before: Bytes): Typed {
  let input = before
  for (;;) {
    const end = input.indexOf('\n')
    if (end >= 0) return { line: input.slice(0, end), input: input.slice(end + 1), ended: false }
    const bytes = sys.read(0)
    if (bytes === undefined || bytes === '') return { line: undefined, input, ended: bytes === '' }
    input += bytes
  }
}

/** All of standard input: `ended` once it is whole. */
export function typedWhole(sys: Sys, before: Bytes): { readonly input: Bytes; readonly ended: boolean } {
  let input = before
  for (;;) {
    const bytes = sys.read(0)
    if (bytes === undefined || bytes === '') return { input, ended: bytes === '' }
    input += bytes
  }
}
