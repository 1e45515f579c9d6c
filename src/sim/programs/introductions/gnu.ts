import { baseName, linesOf } from '../face'
import { gnuLines } from './gnu-lines'
import { versionOf } from './versions'
import type { Sys } from '../../wire/sys'

/**
 * What GNU's and its neighbours' programs answer to `--version`, and how their `--help` begins.
 *
 * @models coreutils, findutils, grep, sed, tar, gzip, diffutils, util-linux, procps-ng, shadow
 * @fidelity part: of --help the lines about usage; that the rest is left out is said
 */
interface Entry {
  readonly package: string
  readonly authors: string
  readonly usages: readonly string[]
}

const row = /^ *(?<name>[^|]*)\|(?<pack>[^|]*)\|(?<authors>[^|]*)\|(?<usage>.*)$/

const entryOf = (name: string): Entry | undefined => {
  const line = gnuLines.split('\n').find((each) => each.startsWith(`  ${name}|`))
  const { pack = '', authors = '', usage = '' } = row.exec(line ?? '')?.groups ?? {}
  return line === undefined ? undefined : { package: pack, authors, usages: usage.split(' // ') }
}

const license = (plain: boolean) =>
  plain
    ? 'This is free software.  You may redistribute copies of it under the terms of\nthe GNU General Public License <https://www.gnu.org/licenses/gpl.html>.\nThere is NO WARRANTY, to the extent permitted by law.\n'
    : 'License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\nThis is free software: you are free to change and redistribute it.\nThere is NO WARRANTY, to the extent permitted by law.\n'

/** Of four names and more the fourth and what follows stand in a line of their own. */
function writtenBy(authors: string): string {
  const names = authors.split(/(?<=,) | (?=and )/)
  const lines = [names.slice(0, 3), names.slice(3)].filter((some) => some.length > 0)
  return `\nWritten by ${lines.map((some) => some.join(' ')).join('\n')}.\n`
}

export function gnuVersion(sys: Sys, name: string): string | undefined {
  const entry = entryOf(name)
  if (entry === undefined || entry.package === 'shadow') return undefined
  const { number, year } = versionOf(sys, entry.package)
  const of = /^[ef]grep$/.test(name) ? 'grep' : name
  if (entry.package === 'util-linux' || entry.package === 'procps-ng') {
    const features = ` (libmount ${number}: selinux, smack, btrfs, verity, namespaces, assert, debug)`
    return `${of} from ${entry.package} ${number}${/^u?mount$/.test(of) ? features : ''}\n`
  }
  const copyright = `Copyright (C) ${year} Free Software Foundation, Inc.\n`
  if (entry.package === 'gzip') return gzipVersion(of, number, entry.authors)
  if (entry.package === 'grep')
    return `${of} (GNU grep) ${number}\n${copyright}${license(false)}\nWritten by Mike Haertel and others; see\n<https://git.sv.gnu.org/cgit/grep.git/tree/AUTHORS>.\n`
  const title = of === 'dd' ? `dd (coreutils) ${number}` : `${of} (GNU ${entry.package}) ${number}`
  const debian = /^(debian|ubuntu)$/.test(idOf(sys)) && of === 'sed' ? 'Packaged by Debian\n' : ''
  return `${title}\n${debian}${copyright}${license(false)}${writtenBy(entry.authors)}${endings[of] ?? ''}`
}

const idOf = (sys: Sys) =>
  (linesOf(sys, '/etc/os-release').find((line) => line.startsWith('ID=')) ?? '').replaceAll(/^ID=|"/g, '')

const gzipVersion = (name: string, number: string, authors: string) =>
  name === 'gzip'
    ? `gzip ${number}\nCopyright (C) 2018 Free Software Foundation, Inc.\nCopyright (C) 1993 Jean-loup Gailly.\n${license(true)}\nWritten by ${authors}.\n`
    : `${name} (gzip) ${number}\nCopyright (C) 2007, 2011-2018 Free Software Foundation, Inc.\n${license(true)}\nWritten by ${authors}.\n`

/** What comes after the authors. */
const endings: Readonly<Record<string, string>> = {
  find: 'Features enabled: D_TYPE O_NOFOLLOW(enabled) LEAF_OPTIMISATION FTS(FTS_CWDFD) CBO(level=2) \n',
  sed: '\nThis sed program was built with SELinux support.\nSELinux is disabled on this system.\n\nGNU sed home page: <https://www.gnu.org/software/sed/>.\nGeneral help using GNU software: <https://www.gnu.org/gethelp/>.\nE-mail bug reports to: <bug-sed@gnu.org>.\n',
}

/** Scripts know the path that they were found at. */
const scripts = /^(gunzip|zcat)$/

/** The lines about usage with which the help begins. */
export function gnuUsage(sys: Sys, name: string): string | undefined {
  const entry = entryOf(name)
  if (entry === undefined) return undefined
  const called = scripts.test(name) ? `/usr/bin/${name}` : (sys.argv[0] ?? name)
  const plain = baseName(called)
  if ((entry.package === 'util-linux' && name !== 'rev') || entry.package === 'procps-ng')
    return `\nUsage:\n${entry.usages.map((usage) => ` ${plain} ${usage}\n`).join('')}`
  if (entry.package === 'shadow' || /^(grep|egrep|fgrep|tar|gzip|rev)$/.test(name))
    return entry.usages
      .map((usage, i) => `${i === 0 ? 'Usage:' : '      '} ${/^[ef]grep$/.test(name) ? 'grep' : plain} ${usage}\n`)
      .join('')
  return entry.usages.map((usage, i) => `${i === 0 ? 'Usage:' : '  or: '} ${called} ${usage}\n`).join('')
}
