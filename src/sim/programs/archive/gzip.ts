import { gunzip as unpack, gzip as pack, isGzip } from '../../../base/gzip'
import type { Bytes } from '../../../base/bytes'
import type { Program, Sys, Turn } from '../../wire/sys'
import { calledAs, baseName, exit, isBusybox, put, putBytes, quietly, why } from '../face'
import { getopt, has, type Options } from '../options'

/**
 * Compression: gzip, gunzip, zcat.
 *
 * @models gzip(1) 1.12, busybox archival/bbunzip.c
 * @fidelity part: no -r, no -S; the level changes nothing; the file's name and time are not stored
 */
interface Zipping {
  readonly unzip: boolean
  readonly stdout: boolean
  readonly keep: boolean
  readonly force: boolean
  readonly test: boolean
  readonly list: boolean
  readonly verbose: boolean
  readonly quiet: boolean
}

interface Piped {
  readonly how: Zipping
  readonly got: Bytes
}

const long = {
  stdout: 'c',
  'to-stdout': 'c',
  decompress: 'd',
  uncompress: 'd',
  force: 'f',
  keep: 'k',
  list: 'l',
  test: 't',
  verbose: 'v',
  quiet: 'q',
  'no-name': 'n',
  name: 'N',
  fast: '1',
  best: '9',
  version: 'V',
}

const zipper = (name: string): Program<Piped> => ({
  name,
  start: (sys) => quietly(() => begin(sys, name)),
  resume: (sys, state) => quietly(() => fromPipe(sys, state)),
})

export const gzip = zipper('gzip')
export const gunzip = zipper('gunzip')
export const zcat = zipper('zcat')

function begin(sys: Sys, name: string): Turn<Piped> {
  const options = getopt(sys, sys.argv.slice(1), { short: 'cdfklnNtvqV123456789', long })
  if (!options) return exit(1)
  if (has(options, 'V')) return (put(sys, 'gzip 1.12\n'), exit(0))
  const how = howOf(options, name)
  const files = options.operands
  if (files.length > 0 && !(files.length === 1 && files[0] === '-'))
    return exit(Math.max(...files.map((file) => oneFile(sys, how, file))))
  if (!how.unzip && sys.isatty(1) && !how.force) {
    const words = isBusybox(sys)
      ? 'compressed data not written to terminal'
      : 'compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h'
    return exit(said(sys, words))
  }
  return fromPipe(sys, { how, got: '' })
}

const howOf = (options: Options, name: string): Zipping => ({
  unzip: name !== 'gzip' || has(options, 'd') || has(options, 't') || has(options, 'l'),
  stdout: name === 'zcat' || has(options, 'c'),
  keep: has(options, 'k'),
  force: has(options, 'f'),
  test: has(options, 't'),
  list: has(options, 'l'),
  verbose: has(options, 'v'),
  quiet: has(options, 'q'),
})

/** gzip starts its complaints with an empty line where they are about contents. */
function said(sys: Sys, words: string, status = 1): number {
  sys.write(2, `${isBusybox(sys) ? calledAs(sys) : 'gzip'}: ${words}\n`)
  return status
}

const damaged = (sys: Sys, file: string, bytes: Bytes, error: unknown): number => {
  if (isBusybox(sys)) return said(sys, isGzip(bytes) ? 'corrupted data' : 'invalid magic')
  const how = !isGzip(bytes)
    ? 'not in gzip format'
    : String(error).includes('EOF')
      ? 'unexpected end of file'
      : 'invalid compressed data--format violated'
  sys.write(2, `\ngzip: ${file}: ${how}\n`)
  return 1
}

function fromPipe(sys: Sys, state: Piped): Turn<Piped> {
  let { got } = state
  for (let more = sys.read(0, 1 << 20); more !== ''; more = sys.read(0, 1 << 20)) {
    if (more === undefined) return { turn: 'wait', state: { ...state, got }, on: [{ on: 'readable', fd: 0 }] }
    got += more
  }
  const result = converted(sys, state.how, 'stdin', got)
  if (typeof result === 'number') return exit(result)
  if (!state.how.test) putBytes(sys, result.bytes)
  return exit(0)
}

function converted(
  sys: Sys,
  { unzip, force, stdout }: Zipping,
  file: string,
  from: Bytes,
): { readonly bytes: Bytes } | number {
  try {
    if (unzip && stdout && force && !isGzip(from)) return { bytes: from }
    return { bytes: unzip ? unpack(from) : pack(from) }
  } catch (error) {
    return damaged(sys, file, from, error)
  }
}

/** What `file` becomes; undefined where its name says that there is nothing to do. */
function otherName(how: Zipping, file: string): string | undefined {
  if (!how.unzip) return /\.(t?gz|taz)$/.test(file) ? undefined : `${file}.gz`
  return file.endsWith('.gz') ? file.slice(0, -3) : /\.(tgz|taz)$/.test(file) ? `${file.slice(0, -4)}.tar` : undefined
}

function oneFile(sys: Sys, how: Zipping, given: string): number {
  const file = found(sys, how, given)
  if (typeof file === 'number') return file
  const to = otherName(how, file)
  if (to === undefined && !how.stdout && !how.test && !how.list) return ignored(sys, how, file)
  const from = sys.readFile(file)
  const result = converted(sys, how, file, from)
  if (typeof result === 'number') return result
  const { bytes } = result
  const saved = how.unzip ? ratio(bytes, from) : ratio(from, bytes)
  if (how.list) return (put(sys, listed(from, bytes, saved, to ?? file)), 0)
  if (how.test) return (how.verbose && sys.write(2, `${file}:\t OK\n`), 0)
  if (how.stdout) return (putBytes(sys, bytes), 0)
  return replace(sys, how, file, to!, bytes, saved)
}

/** The file that is meant: `gunzip a` is `gunzip a.gz`. */
function found(sys: Sys, how: Zipping, file: string): string | number {
  try {
    const { kind } = sys.stat(file)
    if (kind !== 'dir') return file
    return isBusybox(sys) ? said(sys, `${file}: Is a directory`) : said(sys, `${file} is a directory -- ignored`, 2)
  } catch (error) {
    if (how.unzip && !isBusybox(sys) && !/\.t?gz$/.test(file)) return found(sys, how, `${file}.gz`)
    return said(sys, `${file}: ${why(error)}`)
  }
}

function ignored(sys: Sys, how: Zipping, file: string): number {
  if (!how.unzip && !isBusybox(sys))
    return said(sys, `${file} already has .${file.split('.').at(-1)} suffix -- unchanged`, 0)
  return said(sys, `${file}: unknown suffix ${isBusybox(sys) ? '-' : '--'} ignored`, isBusybox(sys) ? 1 : 2)
}

function replace(sys: Sys, how: Zipping, file: string, to: string, bytes: Bytes, saved: string): number {
  if (!how.force && exists(sys, to))
    return isBusybox(sys)
      ? said(sys, `can't open '${to}': File exists`)
      : said(sys, `${to} already exists;\tnot overwritten`, 2)
  try {
    const { mode, mtime } = sys.stat(file)
    sys.writeFile(to, bytes, mode)
    sys.utimes(to, mtime)
    if (!how.keep) sys.unlink(file)
  } catch (error) {
    return said(sys, `${to}: ${why(error)}`)
  }
  if (how.verbose && !isBusybox(sys))
    sys.write(2, `${file}:\t${saved} -- ${how.keep ? 'created' : 'replaced with'} ${to}\n`)
  return 0
}

function exists(sys: Sys, file: string): boolean {
  try {
    return sys.lstat(file).ino > 0
  } catch {
    return false
  }
}

const ratio = (plain: Bytes, packed: Bytes): string =>
  `${(plain.length === 0 ? 0 : (1 - (packed.length - 18) / plain.length) * 100).toFixed(1).padStart(5)}%`

const listed = (packed: Bytes, plain: Bytes, saved: string, name: string): string =>
  `         compressed        uncompressed  ratio uncompressed_name\n${String(packed.length).padStart(19)} ${String(plain.length).padStart(19)} ${saved} ${baseName(name)}\n`
