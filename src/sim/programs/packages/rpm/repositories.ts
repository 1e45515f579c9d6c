import { linesOf, orUndefined } from '../../face'
import { packagesOf, type Family, type RpmPackage } from './known'
import type { Sys } from '../../../wire/sys'

/** The repositories of /etc/yum.repos.d: who serves them, and what they have. */
export interface Repository {
  readonly id: string
  readonly name: string
  /** What it fetches first, and the host of that. */
  readonly address: string
  readonly by: 'mirrorlist' | 'metalink' | 'baseurl'
  readonly host: string
  readonly key: string | undefined
  readonly enabled: boolean
}

export interface Distribution {
  readonly family: Family
  readonly releasever: string
  readonly pretty: string
}

export function distributionOf(sys: Sys): Distribution {
  const lines = linesOf(sys, '/etc/os-release')
  const of = (key: string) =>
    lines
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replaceAll('"', '') ?? ''
  const id = of('ID')
  const version = of('VERSION_ID')
  const releasever = version.split('.')[0]!
  const families: Readonly<Record<string, Family>> = { '7': 'el7', '8': 'el8', '9': 'el9' }
  const family = id === 'fedora' ? 'fc42' : id === 'amzn' ? 'amzn2023' : (families[releasever] ?? 'el9')
  return { family, releasever, pretty: of('PRETTY_NAME') }
}

/** Of `--enablerepo` and `--disablerepo`: words of the command line, in its order. */
export interface Chosen {
  readonly enable: boolean
  readonly glob: string
}

export function repositoriesOf(sys: Sys, chosen: readonly Chosen[] = []): readonly Repository[] {
  const dir = '/etc/yum.repos.d'
  const stems = (orUndefined(() => sys.readdir(dir)) ?? [])
    .filter((entry) => entry.name.endsWith('.repo'))
    .map((entry) => entry.name.slice(0, -'.repo'.length))
    .sort()
  const { releasever } = distributionOf(sys)
  const filled = (words: string) =>
    words
      .replaceAll('$releasever', releasever)
      .replaceAll('$basearch', 'x86_64')
      .replaceAll('$infra', 'container')
      .replaceAll('$contentdir', 'centos')
      .replaceAll('$stream', `${releasever}-stream`)
  return stems
    .flatMap((stem) => sectionsOf(filled(linesOf(sys, `${dir}/${stem}.repo`).join('\n'))))
    .filter(({ id, enabled }) => chosen.reduce((on, each) => (matches(each.glob, id) ? each.enable : on), enabled))
}

const matches = (globs: string, id: string) =>
  globs
    .split(',')
    .some((glob) => new RegExp(`^${glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(id))

function sectionsOf(words: string): readonly Repository[] {
  return words.split(/^(?=\[)/m).flatMap((section) => {
    const id = /^\[(.+)\]/.exec(section)?.[1]
    const of = (key: string) => new RegExp(`^${key} *= *(.*)$`, 'm').exec(section)?.[1]
    const by = (['mirrorlist', 'metalink', 'baseurl'] as const).find((key) => of(key) !== undefined)
    if (id === undefined || by === undefined) return []
    const address = of(by)!
    const host = /^\w+:\/\/([^/:]+)/.exec(address)?.[1] ?? 'localhost'
    return [{ id, name: of('name') ?? id, address, by, host, key: of('gpgkey'), enabled: of('enabled') !== '0' }]
  })
}

export interface Offer extends RpmPackage {
  readonly from: Repository
}

/** Which repository of a distribution has what is in the base (b), beside it (a), extra (e), or in EPEL (p). */
const homes: Readonly<Record<string, RegExp>> = {
  b: /baseos|^base$|^fedora$|^amazonlinux$/i,
  a: /appstream|^base$|^updates$|^amazonlinux$/i,
  e: /extras/i,
  p: /^epel$/,
}

/** What can be installed: of each package the one of the first repository that has it. */
export const offers = (sys: Sys, repositories: readonly Repository[]): readonly Offer[] =>
  packagesOf(distributionOf(sys).family).flatMap((each) => {
    const from = repositories.find((repository) => homes[each.repo]!.test(repository.id))
    return from === undefined ? [] : [{ ...each, from }]
  })

/** Other names under which a package answers. */
export const provided: Readonly<Record<string, string>> = {
  vim: 'vim-enhanced',
  nc: 'nmap-ncat',
  iptables: 'iptables-nft',
  wget: 'wget2-wget',
}

/** Bytes of a repository's metadata, to fetch. */
export const metadataSize = ({ id }: Repository): number => {
  if (/appstream/i.test(id)) return 9_100_000
  if (/baseos/i.test(id)) return 2_400_000
  if (/openh264/.test(id)) return 5_900
  if (id === 'epel') return 20_000_000
  if (id === 'updates') return 12_300_000
  if (id === 'fedora' || id === 'amazonlinux') return 37_000_000
  if (id === 'base') return 6_300_000
  return 16_000
}
