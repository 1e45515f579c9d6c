import { utf8 } from '../../base/bytes'
import { baseName, isBusybox, lookPath, oneShot } from './face'

/**
 * Plays every binary that is there but that nobody wrote: it says so and fails, rather than pretend.
 *
 * @fidelity none: compilers, editors, databases and the rest say that they are not simulated
 */
export const unsimulated = oneShot('unsimulated', (sys) => {
  const name = baseName(sys.argv[0] ?? sys.exe)
  if (isBusybox(sys) && lookPath(sys, name) === undefined) {
    sys.write(2, utf8(`${name}: applet not found\n`))
    return 127
  }
  sys.write(2, utf8(`glasswhale: ${name} is not simulated\n`))
  return 1
})
