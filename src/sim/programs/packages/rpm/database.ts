import { orUndefined } from '../../face'
import { parents } from '../unpack'
import type { Sys } from '../../../wire/sys'

/**
 * What rpm knows of: a record a package. The real one is a SQLite file (before EL 9 one of Berkeley's); ours is text in the same place.
 *
 * @models rpm, /var/lib/rpm
 * @fidelity part: names, versions, sizes and files of what was installed here; of what an image came with only the first three
 */
export interface InstalledRpm {
  readonly name: string
  /** `[epoch:]version-release`. */
  readonly version: string
  readonly arch: string
  readonly size: number
  readonly repo: string
  readonly summary: string
  /** Whether somebody asked for it, or another package did. */
  readonly asked: boolean
  /** Seconds since 1970. */
  readonly time: number
  readonly files: readonly string[]
}

const places = ['/usr/lib/sysimage/rpm/rpmdb.sqlite', '/var/lib/rpm/Packages', '/var/lib/rpm/rpmdb.sqlite']

const placeOf = (sys: Sys): string => places.find((path) => orUndefined(() => sys.stat(path))) ?? places.at(-1)!

export function installedRpms(sys: Sys): readonly InstalledRpm[] {
  const words = orUndefined(() => sys.readFile(placeOf(sys))) ?? ''
  return words
    .split('\n\n')
    .filter((record) => record !== '')
    .map((record) => {
      const of = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(record)?.[1]
      return {
        name: of('Name') ?? '',
        version: of('Version') ?? '',
        arch: of('Arch') ?? '',
        size: Number(of('Size') ?? 0),
        repo: of('Repo') ?? 'anaconda',
        summary: of('Summary') ?? '',
        asked: of('Reason') !== 'dependency',
        time: Number(of('Time') ?? 0),
        files: (of('Files') ?? '').split(' ').filter((path) => path !== ''),
      }
    })
}

const record = (each: InstalledRpm): string =>
  `Name: ${each.name}\nVersion: ${each.version}\nArch: ${each.arch}\nSize: ${each.size}\nRepo: ${each.repo}\n${each.summary === '' ? '' : `Summary: ${each.summary}\n`}${each.asked ? '' : 'Reason: dependency\n'}${each.time === 0 ? '' : `Time: ${each.time}\n`}${each.files.length === 0 ? '' : `Files: ${each.files.join(' ')}\n`}\n`

export function keepRpms(sys: Sys, all: readonly InstalledRpm[]): void {
  const path = placeOf(sys)
  parents(sys, path)
  sys.writeFile(path, all.map((each) => record(each)).join(''))
}

/** `2:9.1-3` without its epoch: in the names of files, and where rpm itself speaks. */
export const withoutEpoch = (version: string): string => version.replace(/^\d+:/, '')

interface Named {
  readonly name: string
  readonly version: string
  readonly arch: string
}

/** What stands at the head of a package's card. */
export function headOf(each: Named): readonly (readonly [string, string])[] {
  const [version = '', release = ''] = withoutEpoch(each.version).split(/-(?=[^-]*$)/)
  const epoch = /^\d+(?=:)/.exec(each.version)?.[0]
  return [
    ['Name', each.name],
    ...(epoch === undefined ? [] : [['Epoch', epoch] as const]),
    ['Version', version],
    ['Release', release],
    ['Architecture', each.arch],
  ]
}

export const nevra = ({ name, version, arch }: Named): string => `${name}-${version}.${arch}`
/** A key has no architecture. */
export const nvra = ({ name, version, arch }: Named): string =>
  `${name}-${withoutEpoch(version)}${arch === '(none)' ? '' : `.${arch}`}`
