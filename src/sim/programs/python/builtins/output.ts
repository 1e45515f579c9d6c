import { attribute } from '../machine/attributes'
import { callSync } from '../machine/call'
import { flush, write } from '../machine/output'
import { textOf } from '../machine/texts'
import { truth } from '../value/items'
import { str } from '../value/repr'
import { isThing } from '../value/thing'
import type { Native } from '../machine/core'

/**
 * print and input.
 *
 * @models docs.python.org/3/library/functions.html
 * @fidelity part: no readline
 */

export const outputBuiltins: Readonly<Record<string, Native>> = {
  print: (m, args, named) => {
    const words =
      args.map((each) => textOf(m, each, '__str__')).join(str(named.get('sep') ?? ' ')) + str(named.get('end') ?? '\n')
    const file = named.get('file') ?? null
    if (isThing(file) && file.t === 'special') return (callSync(m, attribute(m, file, 'write'), [words]), null)
    write(m, words)
    if (truth(named.get('flush') ?? false)) flush(m)
    return null
  },
  input: (m, [prompt]) => {
    if (prompt !== undefined) write(m, textOf(m, prompt, '__str__'))
    flush(m)
    m.core.waiting = { kind: 'input' }
    return null
  },
}
