import { refuse, shown } from '../answers'
import { staged, type Plan } from '../staged'
import { reading } from './archive'
import { perform } from './files'
import { install, remove } from './install'
import { list, policy, search, shownPackage } from './queries'
import { update } from './update'
import type { Sys } from '../../../wire/sys'

/**
 * apt-get, apt and apt-cache on a small simulated archive: the lists must have been fetched first, and the server's name must be known.
 *
 * @models apt 2.7
 * @fidelity part: update, install, remove, clean, list, search, show, policy; the packages are stand-ins with true names and sizes
 */
function begin(sys: Sys): Plan {
  const apt = sys.argv[0]!.endsWith('apt')
  const words = sys.argv.slice(1).filter((arg) => !arg.startsWith('-') && !arg.includes('::'))
  const quiet = sys.argv
    .filter((arg) => /^-q+$|^-qq|^-yqq|^--quiet/.test(arg))
    .join('')
    .includes('qq')
  const [verb, ...names] = words
  if (sys.argv.includes('--version') || sys.argv.includes('-v')) return shown(sys, 'apt 2.7.14 (amd64)\n')
  if (
    ['update', 'install', 'remove', 'purge', 'autoremove', 'upgrade', 'dist-upgrade', 'clean', 'autoclean'].includes(
      verb ?? '',
    ) &&
    sys.uid !== 0
  )
    return refuse(
      sys,
      `E: Could not open lock file ${verb === 'update' ? '/var/lib/apt/lists/lock' : '/var/lib/dpkg/lock-frontend'} - open (13: Permission denied)\nE: Unable to ${verb === 'update' ? 'lock directory /var/lib/apt/lists/' : 'acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?'}\n`,
    )
  if (apt && !sys.isatty(1))
    sys.write(2, '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n')
  if (verb === 'update') return update(sys, quiet, apt)
  if (verb === 'install') return install(sys, names, quiet)
  if (verb === 'remove' || verb === 'purge') return remove(sys, names)
  if (verb === 'clean' || verb === 'autoclean') return 0
  if (verb === 'autoremove' || verb === 'upgrade' || verb === 'dist-upgrade')
    return shown(
      sys,
      quiet
        ? ''
        : `${reading}${verb === 'autoremove' ? '' : 'Calculating upgrade...\n'}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
    )
  if (verb === 'list') return list(sys, names)
  if (verb === 'show') return shownPackage(sys, names)
  if (verb === 'policy') return policy(sys, names)
  if (verb === 'add-repository' || verb === 'edit-sources' || verb === 'source' || verb === 'build-dep')
    return refuse(sys, `glasswhale: apt ${verb} is not simulated\n`, 1)
  if (verb === 'search') return search(sys, names[0] ?? '')
  return refuse(
    sys,
    verb === undefined
      ? `apt 2.7.14 (amd64)\nUsage: ${sys.argv[0]} [options] command\n`
      : `E: Invalid operation ${verb}\n`,
    verb === undefined ? 0 : 100,
  )
}

export const aptGet = staged('apt-get', begin, perform)
export const apt = staged('apt', begin, perform)
export const aptCache = staged('apt-cache', begin, perform)
