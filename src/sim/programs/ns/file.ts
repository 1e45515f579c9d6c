import { attempt, oneShot, putBytes } from '../face'
import { getopt, has, last, type Options } from '../options'
import { text, utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/**
 * What a file is, by what it holds.
 *
 * @models file(1)
 * @fidelity part: the kinds that tutorials meet; a stand-in for a binary is called what the binary would be
 */
interface Kind {
  readonly words: string
  readonly mime: string
}

const kind = (words: string, mime: string): Kind => ({ words, mime })

const magic: readonly (readonly [start: string, Kind])[] = [
  [
    '\x7fELF',
    kind(
      'ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, for GNU/Linux 3.2.0, stripped',
      'application/x-pie-executable',
    ),
  ],
  ['\x1f\x8b', kind('gzip compressed data', 'application/gzip')],
  ['BZh', kind('bzip2 compressed data, block size = 900k', 'application/x-bzip2')],
  ['\xfd7zXZ', kind('XZ compressed data', 'application/x-xz')],
  ['\x28\xb5\x2f\xfd', kind('Zstandard compressed data', 'application/zstd')],
  ['PK\x03\x04', kind('Zip archive data, at least v2.0 to extract', 'application/zip')],
  ['\x89PNG', kind('PNG image data', 'image/png')],
  ['\xff\xd8\xff', kind('JPEG image data', 'image/jpeg')],
  ['GIF8', kind('GIF image data', 'image/gif')],
  ['%PDF', kind('PDF document', 'application/pdf')],
  ['SQLite format 3', kind('SQLite 3.x database', 'application/vnd.sqlite3')],
  ['-----BEGIN CERTIFICATE-----', kind('PEM certificate', 'text/plain')],
  ['-----BEGIN PRIVATE KEY-----', kind('ASCII text', 'text/plain')],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', kind('OpenSSH private key', 'text/plain')],
]

const interpreters: readonly (readonly [RegExp, string, string])[] = [
  [/\bbash$/, 'Bourne-Again shell script', 'text/x-shellscript'],
  [/\b(sh|ash|dash)$/, 'POSIX shell script', 'text/x-shellscript'],
  [/python[\d.]*$/, 'Python script', 'text/x-script.python'],
  [/perl$/, 'Perl script text', 'text/x-perl'],
  [/node$/, 'Node.js script', 'application/javascript'],
]

const special: Readonly<Record<string, Kind>> = {
  dir: kind('directory', 'inode/directory'),
  fifo: kind('fifo (named pipe)', 'inode/fifo'),
  socket: kind('socket', 'inode/socket'),
}

export const file = oneShot('file', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'bciLhkszF:f:m:N0',
    long: {
      brief: 'b',
      mime: 'i',
      'mime-type': 'T',
      'mime-encoding': 'E',
      dereference: 'L',
      'no-dereference': 'h',
      'separator=': 'F',
    },
  })
  if (!options) return 1
  const names = options.operands
  if (names.length === 0) {
    sys.write(2, 'Usage: file [-bcCdEhikLlNnprsSvzZ0] [--mime-encoding] [--mime-type] [-F <separator>] <file> ...\n')
    return 1
  }
  const width = Math.max(...names.map((name) => shownName(name).length)) + 2
  for (const name of names) {
    const label = `${shownName(name)}${last(options, 'F') ?? ':'}`
    const lead = has(options, 'b') ? '' : label.padEnd(width)
    putBytes(sys, `${utf8(lead)}${utf8(describe(sys, name, options))}\n`)
  }
  return 0
})

const shownName = (name: string): string => (name === '-' ? '/dev/stdin' : name)

function describe(sys: Sys, name: string, options: Options): string {
  let told = ''
  attempt(
    () => void (told = shown(kindOf(sys, name, has(options, 'L')), options)),
    (words) => {
      told = `cannot open \`${name}' (${words})`
    },
  )
  return told
}

const encodingOf = ({ words, mime }: Kind): string =>
  /empty|directory|data|ELF|fifo|socket|link|special/.test(words) && !/JSON/.test(words)
    ? 'binary'
    : words.includes('UTF-8')
      ? 'utf-8'
      : mime.startsWith('text') || mime.includes('json') || mime.includes('xml')
        ? 'us-ascii'
        : 'binary'

function shown(found: Kind, options: Options): string {
  if (has(options, 'T')) return found.mime
  if (has(options, 'E')) return encodingOf(found)
  return has(options, 'i') ? `${found.mime}; charset=${encodingOf(found)}` : found.words
}

function kindOf(sys: Sys, name: string, follow: boolean): Kind {
  if (name === '-') return contents(sys.read(0, 1 << 16) ?? '')
  const stat = follow ? sys.stat(name) : sys.lstat(name)
  if (stat.kind === 'symlink') return linkKind(sys, name)
  if (stat.kind === 'char' || stat.kind === 'block')
    return kind(
      `${stat.kind === 'char' ? 'character' : 'block'} special (${(stat.rdev ?? [0, 0]).join('/')})`,
      `inode/${stat.kind}device`,
    )
  const found = special[stat.kind]
  if (found !== undefined)
    return stat.mode & 0o1000 && stat.kind === 'dir' ? kind('sticky, directory', found.mime) : found
  if (!sys.access(name, 'r')) return kind('regular file, no read permission', 'application/octet-stream')
  const fd = sys.open(name, { read: true })
  const bytes = sys.read(fd, 1 << 16) ?? ''
  sys.close(fd)
  return contents(bytes)
}

function linkKind(sys: Sys, name: string): Kind {
  const to = sys.readlink(name)
  const whole = attempt(
    () => void sys.stat(name),
    () => undefined,
  )
  return kind(`${whole ? '' : 'broken '}symbolic link to ${to}`, 'inode/symlink')
}

function contents(bytes: Bytes): Kind {
  if (bytes === '') return kind('empty', 'inode/x-empty')
  const found = magic.find(([start]) => bytes.startsWith(start))?.[1]
  if (found !== undefined)
    return bytes.startsWith('\x7fELF') && /^\x7fELF.*\.so/.test(bytes)
      ? kind(found.words.replace('pie executable', 'shared object'), 'application/x-sharedlib')
      : found
  if (bytes.slice(257, 262) === 'ustar')
    return kind(
      bytes.slice(257, 265) === 'ustar  \0' ? 'POSIX tar archive (GNU)' : 'POSIX tar archive',
      'application/x-tar',
    )
  return textual(bytes)
}

function textual(bytes: Bytes): Kind {
  if (/[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]/.test(bytes)) return kind('data', 'application/octet-stream')
  const charset = /^[\x00-\x7f]*$/.test(bytes)
    ? 'ASCII text'
    : utf8(text(bytes)) === bytes
      ? 'Unicode text, UTF-8 text'
      : 'ISO-8859 text'
  const ends = `${bytes.includes('\r\n') ? ', with CRLF line terminators' : bytes.includes('\n') ? '' : ', with no line terminators'}`
  const long = bytes.split('\n').some((line) => line.length > 300)
  const tail = `${long ? ', with very long lines' : ''}${ends}`
  const script = /^#! *(?:\S*\/env +(?:-S +)?)?(\S+)/.exec(bytes)?.[1]
  if (script !== undefined) {
    const [, words, mime] = interpreters.find(([name]) => name.test(script)) ?? [
      undefined,
      `a ${script} script`,
      'text/plain',
    ]
    return kind(`${words}, ${charset} executable${tail}`, mime)
  }
  if (isJson(bytes)) return kind('JSON text data', 'application/json')
  if (/^\s*<\?xml/.test(bytes)) return kind(`XML 1.0 document, ${charset}${tail}`, 'text/xml')
  if (/^\s*<(!doctype html|html|head|body)/i.test(bytes)) return kind(`HTML document, ${charset}${tail}`, 'text/html')
  if (/^#include [<"]/m.test(bytes)) return kind(`C source, ${charset}${tail}`, 'text/x-c')
  if (
    /^(import|from) \w[\w.]*( import .*)?$/m.test(bytes) &&
    /^def |^import /m.test(bytes) &&
    /^\s*def \w+\(.*\):/m.test(bytes)
  )
    return kind(`Python script, ${charset} executable${tail}`, 'text/x-script.python')
  return kind(`${charset}${tail}`, 'text/plain')
}

function isJson(bytes: Bytes): boolean {
  if (!/^\s*[[{]/.test(bytes)) return false
  try {
    JSON.parse(bytes)
    return true
  } catch {
    return false
  }
}
