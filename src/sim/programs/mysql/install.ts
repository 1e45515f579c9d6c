import { exit, put } from '../face'
import { keep } from '../sql/keep'
import { fresh, furnish, layoutOf, noData } from './layout'
import { optionsOf } from './server-options'
import type { Program } from '../../wire/sys'

/**
 * mariadb-install-db: makes a data directory with the server's own databases and root in it.
 *
 * @models mariadb-install-db 12.0
 * @fidelity part: the server does not run meanwhile; the advice at the end is left out
 */
export const installDb: Program<null> = {
  name: 'mariadb-install-db',
  start: (sys) => {
    put(sys, `Installing MariaDB/MySQL system tables in '${optionsOf(sys).datadir}' ...\n`)
    return { turn: 'wait', state: null, on: [{ on: 'timer', at: sys.now() + 1_400_000 }] }
  },
  resume: (sys) => {
    const options = optionsOf(sys)
    furnish(sys, options)
    keep(sys, layoutOf(options), noData, fresh(options))
    put(sys, 'OK\n')
    return exit(0)
  },
}
