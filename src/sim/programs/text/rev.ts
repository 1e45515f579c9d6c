import { putBytes } from '../face'
import { filter } from '../filter'

/**
 * The letters of each line from the last to the first.
 *
 * @models util-linux rev(1)
 * @fidelity full
 */
export const rev = filter<null, null>({
  name: 'rev',
  begin: (_sys, args) => ({ files: args, options: null, acc: null }),
  line: (sys, _how, acc, line, ended) => {
    putBytes(sys, [...line].reverse().join('') + (ended ? '\n' : ''))
    return acc
  },
})
