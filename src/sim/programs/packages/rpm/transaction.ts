import { filesOf, unpack } from '../unpack'
import { orUndefined } from '../../face'
import { resolve } from '../known'
import { installedRpms, keepRpms } from './database'
import { filesBeside } from './files-beside'
import { offers, provided, type Offer, type Repository } from './repositories'
import type { InstalledRpm } from './database'
import type { Sys } from '../../../wire/sys'

/** What is to be done for what was asked: yum's and dnf's arithmetic, without versions. */
export interface Wanted {
  /** Asked for, and what they need, needs first. */
  readonly packages: readonly Offer[]
  readonly asked: ReadonlySet<string>
  readonly unknown: readonly string[]
  readonly there: readonly InstalledRpm[]
}

const real = (name: string, known: (name: string) => boolean): string =>
  known(name) ? name : (provided[name] ?? name).replace(/^\/usr\/s?bin\//, '')

export function wanted(sys: Sys, names: readonly string[], repositories: readonly Repository[]): Wanted {
  const have = installedRpms(sys)
  const archive = offers(sys, repositories)
  const known = (name: string) => [...archive, ...have].some((each) => each.name === name)
  const full = names.map((name) => {
    const bare = name.replace(/\.(x86_64|noarch)$/, '')
    return real(
      known(bare) ? bare : (archive.find((each) => name.startsWith(`${each.name}-${each.version}`))?.name ?? bare),
      known,
    )
  })
  const there = have.filter((each) => full.includes(each.name))
  const todo = full.filter((name) => !have.some((each) => each.name === name))
  const { packages, unknown } = resolve(archive, todo, new Set(have.map((each) => each.name)))
  const lost = names.filter((_, i) => unknown.includes(full[i]!))
  return { packages: packages as readonly Offer[], asked: new Set(full), unknown: lost, there }
}

/** What goes with the packages that are to go: who needs them, and what nobody needs any more. */
export function unwanted(
  sys: Sys,
  names: readonly string[],
  repositories: readonly Repository[],
): {
  readonly gone: readonly InstalledRpm[]
  readonly unneeded: readonly InstalledRpm[]
  readonly unknown: readonly string[]
} {
  const have = installedRpms(sys)
  const archive = offers(sys, repositories)
  const needsOf = (name: string) => archive.find((each) => each.name === name)?.needs ?? []
  const full = names.map((name) => real(name, (each) => have.some((one) => one.name === each)))
  const gone = have.filter((each) => full.includes(each.name))
  const left = have.filter((each) => !gone.includes(each))
  const unneeded = abandoned(left, needsOf)
  return { gone, unneeded, unknown: names.filter((_, i) => !have.some((each) => each.name === full[i])) }
}

/** Dependencies that nothing leads to any more, however long the chain. */
export function abandoned(
  left: readonly InstalledRpm[],
  needsOf: (name: string) => readonly string[],
): readonly InstalledRpm[] {
  const needed = new Set<string>()
  const visit = (name: string): void => {
    if (needed.has(name)) return
    needed.add(name)
    for (const need of needsOf(name)) visit(need)
  }
  for (const each of left) if (each.asked) visit(each.name)
  return left.filter((each) => !needed.has(each.name))
}

/** Puts a package's files there and writes it down. */
export function installRpm(sys: Sys, pack: Offer, asked: boolean): void {
  const beside = filesBeside(pack.name)
  unpack(sys, pack, beside)
  const files = [...filesOf(pack), ...beside.map(([path]) => path.replace(/\/$/, ''))]
  const kept = installedRpms(sys).filter((each) => each.name !== pack.name)
  const { name, version, arch, summary, installed: size, from } = pack
  const time = Math.floor(sys.now() / 1e6)
  keepRpms(sys, [...kept, { name, version, arch, size, repo: from.id, summary, asked, time, files }])
}

export function removeRpm(sys: Sys, name: string): void {
  const all = installedRpms(sys)
  for (const path of all.find((each) => each.name === name)?.files ?? [])
    if (orUndefined(() => sys.stat(path))?.kind === 'file') orUndefined(() => sys.unlink(path))
  keepRpms(
    sys,
    all.filter((each) => each.name !== name),
  )
}
