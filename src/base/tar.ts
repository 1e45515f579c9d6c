import type { Bytes } from './bytes'
import type { FileEntry } from './file-entry'
import { cleanPath } from './path'
import { remembered } from './remember'
import { block, nameText, readHeader, readPax, zeroBlock, type Header } from './tar-header'

export { packTar } from './tar-pack'

/**
 * Reading a tar archive into a flat list. Whatever is wrong with it ends in an Error with Go's words; names cannot lead out of the tree.
 * @models Go archive/tar Reader, moby pkg/archive Unpack
 * @fidelity part: old GNU sparse members and pax globals are refused or skipped
 */
export interface TarLimits {
  readonly entries?: number
}

const unpacked = remembered<readonly FileEntry[]>()

export const unpackTar = (bytes: Bytes, limits: TarLimits = {}): readonly FileEntry[] =>
  limits.entries === undefined
    ? (unpacked.get(bytes) ?? unpacked.set(bytes, entriesOf(bytes, limits)))
    : entriesOf(bytes, limits)

function entriesOf(bytes: Bytes, limits: TarLimits): FileEntry[] {
  const most = limits.entries ?? 200_000
  const entries: FileEntry[] = []
  for (const member of members(bytes)) {
    if (entries.length >= most) throw new Error(`archive/tar: more than ${most} entries`)
    const entry = entryOf(member)
    if (entry !== undefined) entries.push(entry)
  }
  return entries
}

interface Member {
  readonly header: Header
  readonly pax: Readonly<Record<string, Bytes>>
  readonly data: Bytes
}

/** The members with long names and pax records already joined to what they describe. Each turn moves at least a block ahead. */
function* members(bytes: Bytes): Generator<Member> {
  let pax: Readonly<Record<string, Bytes>> = {}
  let longName: Bytes | undefined
  let longLink: Bytes | undefined
  let at = 0
  while (at < bytes.length) {
    if (at + block > bytes.length) throw new Error('unexpected EOF')
    const raw = bytes.slice(at, at + block)
    if (raw === zeroBlock) return
    const header = readHeader(raw)
    const size = sizeOf(header, pax)
    const start = at + block
    if (start + size > bytes.length) throw new Error('unexpected EOF')
    const data = bytes.slice(start, start + size)
    at = start + Math.ceil(size / block) * block
    if (header.flag === 'x') pax = readPax(data)
    else if (header.flag === 'L') longName = untilZero(data)
    else if (header.flag === 'K') longLink = untilZero(data)
    else if (header.flag !== 'g') {
      yield {
        header: {
          ...header,
          name: pax['GNU.sparse.name'] ?? pax['path'] ?? longName ?? header.name,
          link: pax['linkpath'] ?? longLink ?? header.link,
        },
        pax,
        data,
      }
      pax = {}
      longName = longLink = undefined
    }
  }
}

const untilZero = (bytes: Bytes): Bytes => bytes.split('\0', 1)[0]!

/** Links, devices and directories have no content whatever their size field says (a hard link's may name its target's size). */
function sizeOf(header: Header, pax: Readonly<Record<string, Bytes>>): number {
  if ('123456'.includes(header.flag)) return 0
  const size = pax['size'] === undefined || 'xgLK'.includes(header.flag) ? header.size : Number(pax['size'])
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('archive/tar: invalid tar header')
  return size
}

function entryOf({ header, pax, data }: Member): FileEntry | undefined {
  const common = {
    path: safePath(nameText(header.name)),
    mode: header.mode & 0o7777,
    uid: Number(pax['uid'] ?? header.uid),
    gid: Number(pax['gid'] ?? header.gid),
    mtime: Math.floor(Number(pax['mtime'] ?? header.mtime)),
    ...xattrsOf(pax),
  }
  switch (header.flag) {
    case '0':
    case '\0':
    case '7':
      // An old archive marks a directory by its name alone.
      return header.name.endsWith('/') ? { ...common, type: 'dir' } : { ...common, type: 'file', ...content(pax, data) }
    case '1':
      return { ...common, type: 'hardlink', link: safePath(nameText(header.link)) }
    case '2':
      return { ...common, type: 'symlink', link: nameText(header.link) }
    case '3':
      return { ...common, type: 'char', dev: header.dev }
    case '4':
      return { ...common, type: 'block', dev: header.dev }
    case '5':
      return { ...common, type: 'dir' }
    case '6':
      return { ...common, type: 'fifo' }
    default:
      throw new Error(`unhandled tar header type ${header.flag.charCodeAt(0)}`)
  }
}

function content(pax: Readonly<Record<string, Bytes>>, data: Bytes): { readonly data: Bytes; readonly size: number } {
  if (pax['GNU.sparse.major'] === '1') return sparse(data, Number(pax['GNU.sparse.realsize']))
  return { data, size: data.length }
}

/**
 * The file starts with the number of its fragments and the offset and length of each, one a line, filled up to a block.
 * Only the hole at the end stays a hole; others are filled with zeros.
 */
function sparse(data: Bytes, size: number): { readonly data: Bytes; readonly size: number } {
  const invalid = new Error('archive/tar: invalid sparse map')
  const count = Number(/^\d+(?=\n)/.exec(data)?.[0])
  if (!Number.isSafeInteger(size) || !(count >= 0) || count * 4 > data.length) throw invalid
  const lines = data.split('\n', 1 + 2 * count)
  let from = Math.ceil((lines.join('\n').length + 1) / block) * block
  let out = ''
  for (let i = 0; i < count; i++) {
    const [offset, length] = [Number(lines[1 + 2 * i]), Number(lines[2 + 2 * i])]
    if (!(offset >= out.length) || !(length >= 0) || offset + length > size || from + length > data.length)
      throw invalid
    if (length > 0) out += zeros(offset - out.length) + data.slice(from, from + length)
    from += length
  }
  return { data: out, size }
}

function zeros(length: number): Bytes {
  if (length > 1 << 28) throw new Error('archive/tar: hole too large')
  return '\0'.repeat(length)
}

function xattrsOf(pax: Readonly<Record<string, Bytes>>): Pick<FileEntry, 'xattrs'> {
  const prefix = 'SCHILY.xattr.'
  const pairs = Object.entries(pax).filter(([key]) => key.startsWith(prefix))
  return pairs.length === 0 ? {} : { xattrs: Object.fromEntries(pairs.map(([k, v]) => [k.slice(prefix.length), v])) }
}

/** A relative clean path; one that climbs out of the tree is an attack, not a file. */
function safePath(name: string): string {
  const clean = cleanPath(name.replace(/^\/+/, ''))
  if (clean === '..' || clean.startsWith('../')) throw new Error(`"${name}" is outside of "/"`)
  return clean === '.' ? '' : clean
}
