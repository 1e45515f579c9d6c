import { text, utf8, type Bytes } from './bytes'
import type { FileEntry } from './file-entry'

/**
 * The 512-byte header block of a tar member.
 * @models POSIX.1-2001 pax (ustar), Go archive/tar
 * @fidelity part: reads ustar, pax, GNU long names and base-256 numbers; writes ustar and pax
 */
export interface Header {
  readonly name: Bytes
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly flag: string
  readonly link: Bytes
  readonly dev: readonly [number, number]
}

export const block = 512
export const zeroBlock = '\0'.repeat(block)

export const flagOf: Readonly<Record<FileEntry['type'], string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  dir: '5',
  fifo: '6',
}

/** Largest number of a field of that many bytes: one less octal digit. */
export const fitsOctal = (value: number, width: number): boolean => value >= 0 && value < 8 ** (width - 1)

const octal = (value: number, width: number): Bytes =>
  `${(fitsOctal(value, width) ? Math.floor(value) : 0).toString(8).padStart(width - 1, '0')}\0`

const field = (value: Bytes, width: number): Bytes => value.slice(0, width).padEnd(width, '\0')

export function checksum(bytes: Bytes): number {
  let sum = 0
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 32 : bytes.charCodeAt(i)
  return sum
}

export function writeHeader(header: Header, prefix: Bytes = ''): Bytes {
  const before =
    field(header.name, 100) +
    octal(header.mode, 8) +
    octal(header.uid, 8) +
    octal(header.gid, 8) +
    octal(header.size, 12) +
    octal(header.mtime, 12)
  const after =
    header.flag +
    field(header.link, 100) +
    'ustar\x0000' +
    field('', 64) +
    octal(header.dev[0], 8) +
    octal(header.dev[1], 8) +
    field(prefix, 167)
  const sum = checksum(`${before}        ${after}`)
  return `${before}${octal(sum, 7)} ${after}`
}

const invalid = () => new Error('archive/tar: invalid tar header')

export function readHeader(bytes: Bytes): Header {
  if (number(bytes, 148, 8) !== checksum(bytes)) throw invalid()
  const magic = bytes.slice(257, 263)
  const prefix = magic === 'ustar\0' ? string(bytes, 345, 155) : ''
  const name = string(bytes, 0, 100)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(bytes, 100, 8),
    uid: number(bytes, 108, 8),
    gid: number(bytes, 116, 8),
    size: number(bytes, 124, 12),
    mtime: number(bytes, 136, 12),
    flag: bytes[156]!,
    link: string(bytes, 157, 100),
    dev: magic.startsWith('ustar') ? [number(bytes, 329, 8), number(bytes, 337, 8)] : [0, 0],
  }
}

function string(bytes: Bytes, at: number, width: number): Bytes {
  const raw = bytes.slice(at, at + width)
  const end = raw.indexOf('\0')
  return end < 0 ? raw : raw.slice(0, end)
}

function number(bytes: Bytes, at: number, width: number): number {
  if (bytes.charCodeAt(at) & 0x80) return base256(bytes, at, width)
  const digits = bytes.slice(at, at + width).replace(/^[ \0]+|[ \0].*$/gs, '')
  if (digits === '') return 0
  if (!/^[0-7]+$/.test(digits)) throw invalid()
  return parseInt(digits, 8)
}

/** GNU's way for numbers that octal digits cannot hold. Negative times are read as 0. */
function base256(bytes: Bytes, at: number, width: number): number {
  if (bytes.charCodeAt(at) & 0x40) return 0
  let value = bytes.charCodeAt(at) & 0x3f
  for (let i = 1; i < width; i++) value = value * 256 + bytes.charCodeAt(at + i)
  if (!Number.isSafeInteger(value)) throw invalid()
  return value
}

/** One `length key=value\n` record; the length counts its own digits. */
export function paxRecord(key: string, value: Bytes): Bytes {
  const rest = ` ${key}=${value}\n`
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return `${length}${rest}`
}

/** All records of a pax header by key. */
export function readPax(bytes: Bytes): Readonly<Record<string, Bytes>> {
  const records: Record<string, Bytes> = Object.create(null) as Record<string, Bytes>
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(' ', at)
    const length = space < 0 ? NaN : Number(bytes.slice(at, space))
    const record = bytes.slice(space + 1, at + length)
    const equals = record.indexOf('=')
    if (!(length > 0) || at + length > bytes.length || equals <= 0 || !record.endsWith('\n')) throw invalid()
    records[record.slice(0, equals)] = record.slice(equals + 1, -1)
    at += length
  }
  return records
}

export const nameText = (name: Bytes): string => text(name)
export const nameBytes = (name: string): Bytes => utf8(name)
