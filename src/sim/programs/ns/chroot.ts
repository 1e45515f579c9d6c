import { complain, errnoOf, exit, isBusybox, quietly } from '../face'
import { become, notRun } from '../launch'
import { getopt } from '../options'
import { misuse } from '../say'
import { strerror } from '../../wire/errno'
import type { Program } from '../../wire/sys'

/**
 * Runs a program with another root directory.
 *
 * @models coreutils src/chroot.c, busybox coreutils/chroot.c
 * @fidelity part: no --userspec, no --groups
 */
export const chroot: Program<{ readonly file: string }> = {
  name: 'chroot',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: '', long: { 'skip-chdir': 's' }, stopEarly: true })
      if (options === undefined) return exit(125)
      const [root, ...command] = options.operands
      if (root === undefined) return exit(misuse(sys, 'missing operand', 125))
      try {
        sys.chroot(root)
      } catch (error) {
        complain(
          sys,
          `${isBusybox(sys) ? "can't change" : 'cannot change'} root directory to '${root}': ${strerror[errnoOf(error)]}`,
        )
        return exit(isBusybox(sys) ? 1 : 125)
      }
      const argv = command.length > 0 ? command : [sys.env['SHELL'] ?? '/bin/sh', '-i']
      return become(sys, argv, { file: argv[0]! }, (errno) => notRun(sys, argv[0]!, errno))
    }),
  resume: (sys, state, wake) => exit(wake.on === 'execFailed' ? notRun(sys, state.file, wake.errno) : 0),
}
