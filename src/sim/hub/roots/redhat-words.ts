import type { FileEntry } from '../../../base/file-entry'
import { program } from '../entries'
import type { Repo } from './redhat'

/** What the descriptions of Red Hat's family are written with. */
export const repo = (file: string, id: string, name: string, source: string): Repo => ({ file, id, name, source })

export const more = (...names: readonly string[]): readonly FileEntry[] =>
  names.map((name) => program(`usr/${name === 'ip' || name === 'ping' ? 'sbin' : 'bin'}/${name}`, 90_000))

export const quoted = (pairs: Readonly<Record<string, string>>) =>
  Object.entries(pairs)
    .map(([key, value]) => `${key}="${value}"\n`)
    .join('')
