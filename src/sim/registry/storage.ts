import type { Bytes } from '../../base/bytes'

/**
 * Where a registry keeps its files. Paths are relative to `docker/registry/v2` (see {@link ./layout}).
 * Docker Hub keeps a record of them; a registry process in a container keeps real files below /var/lib/registry.
 * @models distribution registry/storage/driver StorageDriver
 */
export interface Storage {
  /** The whole file, or undefined where there is none. */
  readonly read: (path: string) => Bytes | undefined
  /** Creates or replaces a file, with the directories above it. */
  readonly write: (path: string, data: Bytes) => void
  readonly append: (path: string, data: Bytes) => void
  /** A file, or a directory with all that is in it. */
  readonly delete: (path: string) => void
  /** Names directly below a directory, sorted by bytes; none where there is no such directory. */
  readonly list: (path: string) => readonly string[]
}

export type Files = Readonly<Record<string, Bytes>>

/** A storage over a plain record; `files()` is the record as it is after what was done. */
export function recordStorage(start: Files): Storage & { readonly files: () => Files } {
  let files = start
  const below = (path: string) => (path === '' ? '' : path + '/')
  return {
    files: () => files,
    read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    write: (path, data) => void (files = { ...files, [path]: data }),
    append: (path, data) => void (files = { ...files, [path]: (files[path] ?? '') + data }),
    delete: (path) => {
      const gone = (name: string) => name === path || name.startsWith(below(path))
      if (Object.keys(files).some(gone))
        files = Object.fromEntries(Object.entries(files).filter(([name]) => !gone(name)))
    },
    list: (path) => {
      const from = below(path)
      const names = Object.keys(files).flatMap((name) =>
        name.startsWith(from) ? [name.slice(from.length).split('/')[0]!] : [],
      )
      return [...new Set(names)].sort()
    },
  }
}
