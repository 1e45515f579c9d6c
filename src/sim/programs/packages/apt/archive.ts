import { linesOf, orUndefined } from '../../face'
import { debianPackages } from '../known-debian'
import type { Package } from '../known'
import type { Sys } from '../../../wire/sys'

/** What apt knows: which distribution this is, what its archive holds, what is installed. */
export const lists = '/var/lib/apt/lists'
export const distribution = (sys: Sys) => {
  const lines = linesOf(sys, '/etc/os-release')
  const of = (key: string) =>
    lines
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replace(/"/g, '') ?? ''
  const ubuntu = of('ID') === 'ubuntu'
  return {
    codename: of('VERSION_CODENAME') || 'noble',
    ubuntu,
    host: ubuntu ? 'archive.ubuntu.com' : 'deb.debian.org',
    site: ubuntu ? 'http://archive.ubuntu.com/ubuntu' : 'http://deb.debian.org/debian',
  }
}

/** The archive as this distribution has it. */
export const archive = (sys: Sys): readonly Package[] => {
  const { ubuntu } = distribution(sys)
  const all = docked(sys) ? debianPackages : debianPackages.filter((each) => !ofDocker.test(each.name))
  return ubuntu ? all : all.map((each) => ({ ...each, version: each.debian }))
}

/** Docker's own packages are in Docker's own archive. */
const ofDocker = /^(docker-ce|docker-ce-cli|containerd\.io|docker-compose-plugin|docker-buildx-plugin)$/
const docked = (sys: Sys) =>
  (orUndefined(() => sys.readdir('/etc/apt/sources.list.d')) ?? []).some((entry) => entry.name.startsWith('docker'))

/** Sizes as apt says them. */
export const human = (bytes: number) =>
  bytes >= 1e6
    ? `${(bytes / 1e6).toFixed(bytes >= 1e8 ? 0 : 1)} MB`
    : bytes >= 1000
      ? `${Math.round(bytes / 1000)} kB`
      : `${bytes} B`

/** What dpkg has written down. */
export const statusFile = '/var/lib/dpkg/status'

export interface Installed {
  readonly name: string
  readonly version: string
}

export const installedPackages = (sys: Sys): readonly Installed[] =>
  (orUndefined(() => sys.readFile(statusFile)) ?? '').split('\n\n').flatMap((record) => {
    const name = /^Package: (.*)$/m.exec(record)?.[1]
    return name === undefined ? [] : [{ name, version: /^Version: (.*)$/m.exec(record)?.[1] ?? '' }]
  })

/** On the Docker host Docker's packages are there from the start, though nobody wrote them into the database. */
export const installedNames = (sys: Sys): ReadonlySet<string> =>
  new Set([
    ...installedPackages(sys).map(({ name }) => name),
    ...(orUndefined(() => sys.stat('/usr/bin/dockerd'))
      ? [
          'docker-ce',
          'docker-ce-cli',
          'containerd.io',
          'docker-buildx-plugin',
          'docker-compose-plugin',
          'curl',
          'wget',
          'git',
          'ca-certificates',
          'jq',
          'tree',
        ]
      : []),
  ])

export const haveLists = (sys: Sys) =>
  (orUndefined(() => sys.readdir(lists)) ?? []).some((entry) => entry.name.endsWith('_Packages')) ||
  orUndefined(() => sys.stat('/usr/bin/dockerd')) !== undefined

/** What every command that changes something says first. */
export const reading = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n'
