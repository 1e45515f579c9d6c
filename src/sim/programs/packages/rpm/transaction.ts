import { filesOf, unpack } from '../unpack'
import { orUndefined } from '../../face'
import { resolve } from '../known'
import { installedRpms, keepRpms } from './database'
import { filesBeside } from './files-beside'
import { distributionOf, offers, provided, type Offer, type Repository } from './repositories'
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

export interface Unwanted {
  /** Asked for. */
  readonly gone: readonly InstalledRpm[]
  /** What needs them and so goes, too. */
  readonly dependents: readonly InstalledRpm[]
  /** What nobody needs any more. */
  readonly unneeded: readonly InstalledRpm[]
  readonly unknown: readonly string[]
}

export function unwanted(sys: Sys, names: readonly string[], repositories: readonly Repository[]): Unwanted {
  const have = installedRpms(sys)
  const archive = offers(sys, repositories)
  const needsOf = (name: string) => archive.find((each) => each.name === name)?.needs ?? []
  const full = names.map((name) => real(name, (each) => have.some((one) => one.name === each)))
  const gone = have.filter((each) => full.includes(each.name))
  const dependents = leaning(have, gone, needsOf)
  const left = have.filter((each) => !gone.includes(each) && !dependents.includes(each))
  const unknown = names.filter((_, i) => !have.some((each) => each.name === full[i]))
  return { gone, dependents, unneeded: abandoned(left, needsOf), unknown }
}

/** Those that need one of these, and those that need those. */
function leaning(
  have: readonly InstalledRpm[],
  gone: readonly InstalledRpm[],
  needsOf: (name: string) => readonly string[],
): readonly InstalledRpm[] {
  const falling = new Set(gone.map((each) => each.name))
  for (let before = -1; before !== falling.size;) {
    before = falling.size
    for (const { name } of have) if (needsOf(name).some((need) => falling.has(need))) falling.add(name)
  }
  return have.filter((each) => falling.has(each.name) && !gone.includes(each))
}

/** Dependencies that nothing leads to any more, however long the chain. */
function abandoned(
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
  const beside = filesBeside(pack.name, distributionOf(sys).releasever)
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
