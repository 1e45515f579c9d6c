import { text } from '../../../../base/bytes'
import { orUndefined } from '../../face'
import { refuse } from '../answers'
import { crowdOf, registry } from '../known-npm'
import type { Stage } from '../staged'
import type { Sys } from '../../../wire/sys'

/** package.json, and the packages that it and the command line name. */
export interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

/** package.json; undefined where there is none, its fault where it is none. */
export function manifestOf(sys: Sys): Manifest | undefined | string {
  const bytes = orUndefined(() => sys.readFile('package.json'))
  try {
    return bytes === undefined ? undefined : (JSON.parse(text(bytes)) as Manifest)
  } catch (error) {
    return (error as Error).message
  }
}

export const nameOf = (word: string): string => word.replace(/(.)@.*$/, '$1')
export const versionOf = (word: string): string =>
  /.@[\^~]?([\d.]+)/.exec(word)?.[1] ?? registry.find((each) => each.name === nameOf(word))?.version ?? '1.0.0'

export const noManifest = (sys: Sys): number =>
  refuse(
    sys,
    `npm error code ENOENT\nnpm error syscall open\nnpm error path ${sys.cwd()}/package.json\nnpm error errno -2\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${sys.cwd()}/package.json'\nnpm error enoent This is related to npm not being able to find a file.\nnpm error enoent\n`,
    254,
  )

export const versionIn = (sys: Sys, name: string): string =>
  /"version":"([^"]*)"/.exec(orUndefined(() => sys.readFile(`node_modules/${name}/package.json`)) ?? '')?.[1] ?? '1.0.0'

export const encoded = (name: string) => name.replace('/', '%2f')

export const fromManifest = (manifest: Manifest | undefined, words: readonly string[]): readonly string[] => {
  const production = words.some((word) => /--(production|omit=dev|only=production|only=prod)/.test(word))
  const all = { ...manifest?.dependencies, ...(production ? {} : manifest?.devDependencies) }
  return Object.entries(all).map(([name, range]) => (/^[\^~]?\d/.test(range) ? `${name}@${range}` : name))
}

/** The first that the registry does not have. */
export const unknownOf = (words: readonly string[]): string | undefined =>
  words.find((word) => !registry.some((each) => each.name === nameOf(word)))

/** Each package put below `root`; the more it brings along the longer it takes, up to sixty. */
export const additions = (root: string, words: readonly string[], micros: number): readonly Stage[] =>
  words.map((word) => ({
    after: micros * Math.min(60, crowdOf(nameOf(word))),
    words: '',
    act: ['add', `${root} ${nameOf(word)} ${versionOf(word)}`],
  }))
