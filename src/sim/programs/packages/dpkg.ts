import { oneShot, orUndefined } from '../face'
import { installedPackages } from './apt/archive'
import { refuse, shown } from './answers'
import type { Sys } from '../../wire/sys'

/**
 * dpkg: what is installed.
 *
 * @models dpkg 1.22
 * @fidelity part: -l, -L, -s, -S, --print-architecture; nothing is installed from a file
 */
export const dpkg = oneShot('dpkg', (sys, args) => {
  const [flag = '', ...names] = args
  if (flag === '--print-architecture') return shown(sys, 'amd64\n')
  if (flag === '--version') return shown(sys, "Debian 'dpkg' package management program version 1.22.6 (amd64).\n")
  if (flag === '-l' || flag === '--list') return list(sys, names)
  if (flag === '-s' || flag === '--status') return status(sys, names[0] ?? '')
  if (flag === '-L' || flag === '--listfiles') return files(sys, names[0] ?? '')
  if (flag === '-i' || flag === '--install') {
    if (sys.uid !== 0) return refuse(sys, 'dpkg: error: requested operation requires superuser privilege\n', 2)
    return refuse(sys, 'glasswhale: dpkg -i is not simulated\n', 1)
  }
  return refuse(
    sys,
    flag === ''
      ? 'dpkg: error: need an action option\n\nType dpkg --help for help about installing and deinstalling packages [*];\n'
      : `glasswhale: dpkg ${flag} is not simulated\n`,
    flag === '' ? 2 : 1,
  )
})

function list(sys: Sys, names: readonly string[]): number {
  const globs = names.map((name) => new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`))
  const all = [...installedPackages(sys)]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter((each) => globs.length === 0 || globs.some((glob) => glob.test(each.name)))
  if (all.length === 0) return refuse(sys, `dpkg-query: no packages found matching ${names[0] ?? ''}\n`, 1)
  const name = Math.max(14, ...all.map((each) => each.name.length))
  const version = Math.max(12, ...all.map((each) => each.version.length))
  const rows = all.map(
    (each) => `ii  ${each.name.padEnd(name)} ${each.version.padEnd(version)} amd64        simulated package\n`,
  )
  return shown(
    sys,
    `Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n||/ ${'Name'.padEnd(name)} ${'Version'.padEnd(version)} Architecture Description\n+++-${'='.repeat(name)}-${'='.repeat(version)}-============-=================================\n${rows.join('')}`,
  )
}

function status(sys: Sys, name: string): number {
  const found = installedPackages(sys).find((each) => each.name === name)
  if (!found)
    return refuse(
      sys,
      `dpkg-query: package '${name}' is not installed and no information is available\nUse dpkg --info (= dpkg-deb --info) to examine archive files.\n`,
      1,
    )
  return shown(sys, `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${found.version}\n`)
}

/** The files that were written down when it was installed; of those that the image came with nobody did. */
function files(sys: Sys, name: string): number {
  if (!installedPackages(sys).some((each) => each.name === name))
    return refuse(
      sys,
      `dpkg-query: package '${name}' is not installed\nUse dpkg --contents (= dpkg-deb --contents) to list archive files contents.\n`,
      1,
    )
  return shown(sys, orUndefined(() => sys.readFile(`/var/lib/dpkg/info/${name}.list`)) ?? '/.\n')
}
