import { sha1 } from '../../../base/sha1'
import { text, utf8, type Bytes } from '../../../base/bytes'
import { orUndefined } from '../face'
import type { Stat, Sys } from '../../wire/sys'
import type { Oid, Repo } from './store'

/**
 * `.git/index`: what the next commit will hold.
 *
 * @models gitformat-index(5), version 2
 * @fidelity part: no stages of a merge, no extensions
 */
export interface Entry {
  readonly path: string
  readonly mode: number
  readonly oid: Oid
}

const uint32 = (n: number): Bytes => String.fromCharCode((n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255)

const readUint32 = (bytes: Bytes, at: number): number =>
  ((bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3)) >>>
  0

export const fromHex = (hex: string): Bytes => hex.replace(/../g, (two) => String.fromCharCode(parseInt(two, 16)))
export const toHex = (bytes: Bytes): string =>
  Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')

const headLength = 62

export function readIndex(sys: Sys, repo: Repo): readonly Entry[] {
  const bytes = orUndefined(() => sys.readFile(`${repo.dir}/index`))
  if (bytes === undefined || !bytes.startsWith('DIRC')) return []
  const entries: Entry[] = []
  let at = 12
  for (let n = readUint32(bytes, 8); n > 0; n--) {
    const end = bytes.indexOf('\0', at + headLength)
    entries.push({
      path: text(bytes.slice(at + headLength, end)),
      mode: readUint32(bytes, at + 24),
      oid: toHex(bytes.slice(at + 40, at + 60)),
    })
    at += entrySize(end - at - headLength)
  }
  return entries
}

/** Each entry ends in one to eight zeros. */
const entrySize = (name: number) => (headLength + name + 8) & ~7

export function writeIndex(sys: Sys, repo: Repo, entries: readonly Entry[]): void {
  const sorted = [...entries].sort((a, b) => (utf8(a.path) < utf8(b.path) ? -1 : 1))
  const body = `DIRC${uint32(2)}${uint32(sorted.length)}${sorted.map((entry) => entryBytes(sys, repo, entry)).join('')}`
  sys.writeFile(`${repo.dir}/index`, body + fromHex(sha1(body)))
}

function entryBytes(sys: Sys, repo: Repo, { path, mode, oid }: Entry): Bytes {
  const stat: Partial<Stat> = orUndefined(() => sys.lstat(`${repo.root}/${path}`)) ?? {}
  const time = uint32(stat.mtime ?? 0) + uint32(0)
  const numbers = [stat.dev ?? 0, stat.ino ?? 0, mode, stat.uid ?? 0, stat.gid ?? 0, stat.size ?? 0]
    .map(uint32)
    .join('')
  const name = utf8(path)
  const whole = `${time}${time}${numbers}${fromHex(oid)}${uint32(Math.min(name.length, 0xfff)).slice(2)}${name}`
  return whole.padEnd(entrySize(name.length), '\0')
}
