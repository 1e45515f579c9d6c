import type { Bytes } from './bytes'
import type { FileEntry } from './file-entry'
import { block, fitsOctal, flagOf, nameBytes, paxRecord, writeHeader, zeroBlock, type Header } from './tar-header'

/**
 * Writing a tar archive: ustar where it can say it, a pax header before the member where it cannot. Equal entries give equal bytes.
 * A hole is written as a GNU sparse file (pax format 1.0), so a layer with a large stand-in file stays small.
 * @models Go archive/tar Writer, GNU tar --sparse-version=1.0
 * @fidelity part: owner names are left empty, as moby's archives leave them
 */
export function packTar(entries: readonly FileEntry[]): Bytes {
  const parts: Bytes[] = []
  for (const entry of entries) parts.push(...packed(entry))
  parts.push(zeroBlock, zeroBlock)
  return parts.join('')
}

function packed(entry: FileEntry): Bytes[] {
  const name = nameBytes(entry.type === 'dir' ? `${entry.path === '' ? '.' : entry.path}/` : entry.path)
  const link = nameBytes(entry.link ?? '')
  const isFile = entry.type === 'file'
  const data = isFile ? (entry.data ?? '') : ''
  const size = isFile ? Math.max(entry.size ?? 0, data.length) : 0
  const hole = size > data.length
  const body = hole ? sparseMap(data.length, size) + data : data
  const split = hole ? undefined : splitName(name)
  const records = paxRecords(entry, link, body.length) + nameRecords(name, split !== undefined, hole ? size : undefined)
  const header: Header = {
    name: split?.[1] ?? (hole ? beside(name, 'GNUSparseFile.0') : name.slice(0, 100)),
    mode: entry.mode & 0o7777,
    uid: entry.uid,
    gid: entry.gid,
    size: body.length,
    mtime: entry.mtime,
    flag: flagOf[entry.type],
    link,
    dev: entry.dev ?? [0, 0],
  }
  return [
    ...(records === '' ? [] : extended(name, records)),
    writeHeader(header, split?.[0] ?? ''),
    body,
    padding(body.length),
  ]
}

const padding = (length: number): Bytes => '\0'.repeat((block - (length % block)) % block)

function sparseMap(length: number, size: number): Bytes {
  const map = `2\n0\n${length}\n${size}\n0\n`
  return map + padding(map.length)
}

/** Prefix and name for ustar's two fields, cut at a '/'; undefined when it needs pax. */
function splitName(name: Bytes): readonly [prefix: Bytes, name: Bytes] | undefined {
  if (/[^\x01-\x7f]/.test(name)) return undefined
  if (name.length <= 100) return ['', name]
  const cut = name.lastIndexOf('/', Math.min(155, name.length - 2))
  if (cut <= 0 || name.length - cut - 1 > 100) return undefined
  return [name.slice(0, cut), name.slice(cut + 1)]
}

function nameRecords(name: Bytes, short: boolean, realSize: number | undefined): Bytes {
  if (realSize === undefined) return short ? '' : paxRecord('path', name)
  return (
    paxRecord('GNU.sparse.major', '1') +
    paxRecord('GNU.sparse.minor', '0') +
    paxRecord('GNU.sparse.name', name) +
    paxRecord('GNU.sparse.realsize', String(realSize))
  )
}

/** What octal digits and 100 bytes cannot say, in the order of the keys. */
function paxRecords(entry: FileEntry, link: Bytes, size: number): Bytes {
  const xattrs = Object.entries(entry.xattrs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return (
    xattrs.map(([key, value]) => paxRecord(`SCHILY.xattr.${key}`, value)).join('') +
    (fitsOctal(entry.gid, 8) ? '' : paxRecord('gid', String(entry.gid))) +
    (link.length <= 100 && !/[^\x00-\x7f]/.test(link) ? '' : paxRecord('linkpath', link)) +
    (fitsOctal(entry.mtime, 12) ? '' : paxRecord('mtime', String(entry.mtime))) +
    (fitsOctal(size, 12) ? '' : paxRecord('size', String(size))) +
    (fitsOctal(entry.uid, 8) ? '' : paxRecord('uid', String(entry.uid)))
  )
}

function extended(name: Bytes, records: Bytes): Bytes[] {
  const header: Header = {
    name: beside(name, 'PaxHeaders.0'),
    mode: 0,
    uid: 0,
    gid: 0,
    size: records.length,
    mtime: 0,
    flag: 'x',
    link: '',
    dev: [0, 0],
  }
  return [writeHeader(header), records, padding(records.length)]
}

/** `a/b` → `a/<folder>/b`: the name that a reader without pax would see. */
function beside(name: Bytes, folder: string): Bytes {
  const trimmed = name.replace(/\/+$/, '').replace(/[^\x20-\x7e]/g, '_')
  const slash = trimmed.lastIndexOf('/')
  return `${trimmed.slice(0, slash + 1)}${folder}/${trimmed.slice(slash + 1)}`.slice(-100).replace(/^\/+/, '')
}
