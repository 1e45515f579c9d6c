import { refuse, shown } from '../answers'
import { archive, distribution, haveLists, human, installedPackages } from './archive'
import type { Sys } from '../../../wire/sys'

/** What apt answers without changing anything: list, search, show, policy. */
export function list(sys: Sys, names: readonly string[]): number {
  return shown(
    sys,
    `Listing...\n${installedPackages(sys)
      .filter((each) => names.length === 0 || names.includes(each.name))
      .map((each) => `${each.name}/${distribution(sys).codename},now ${each.version} amd64 [installed]\n`)
      .join('')}`,
  )
}

export function search(sys: Sys, term: string): number {
  return shown(
    sys,
    `Sorting...\nFull Text Search...\n${archive(sys)
      .filter((each) => each.name.includes(term))
      .map((each) => `${each.name}/${distribution(sys).codename} ${each.version} amd64\n  simulated package\n\n`)
      .join('')}`,
  )
}

export function shownPackage(sys: Sys, names: readonly string[]): number {
  const found = names.map((name) => archive(sys).find((each) => each.name === name))
  const lost = names.filter((_, i) => found[i] === undefined || !haveLists(sys))
  if (lost.length > 0)
    return refuse(sys, lost.map((name) => `N: Unable to locate package ${name}\n`).join('') + 'E: No packages found\n')
  return shown(
    sys,
    found
      .map(
        (each) =>
          `Package: ${each!.name}\nVersion: ${each!.version}\nInstalled-Size: ${human(each!.installed)}\n${each!.needs.length > 0 ? `Depends: ${each!.needs.join(', ')}\n` : ''}Download-Size: ${human(each!.download)}\nDescription: simulated package\n\n`,
      )
      .join(''),
  )
}

export function policy(sys: Sys, names: readonly string[]): number {
  const { site, codename } = distribution(sys)
  return shown(
    sys,
    names
      .map((name) => {
        const here = installedPackages(sys).find((each) => each.name === name)?.version
        const there = haveLists(sys) ? archive(sys).find((each) => each.name === name)?.version : undefined
        if (here === undefined && there === undefined) return ''
        const row =
          there === undefined
            ? ''
            : `${here === there ? ' ***' : '    '} ${there} 500\n        500 ${site} ${codename}/main amd64 Packages\n`
        return `${name}:\n  Installed: ${here ?? '(none)'}\n  Candidate: ${there ?? here ?? '(none)'}\n  Version table:\n${row}${here === undefined ? '' : `${here === there ? '' : ` *** ${here} 100\n`}        100 /var/lib/dpkg/status\n`}`
      })
      .join(''),
  )
}
