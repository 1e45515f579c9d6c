import { gunzip, gzip, isGzip } from '../../../base/gzip'
import { packTar } from '../../../base/tar-pack'
import { unpackTar } from '../../../base/tar'
import type { Bytes } from '../../../base/bytes'
import type { FileEntry } from '../../../base/file-entry'
import type { Program, Sys, Turn } from '../../wire/sys'
import { complain, exit, isBusybox, put, putBytes, quietly, why } from '../face'
import { dialect } from '../say'
import { extract } from './extract'
import { listing } from './listing'
import { pack } from './pack'
import { parseTar, type Tarring } from './tar-words'

/**
 * Archives: list, extract, create.
 *
 * @models tar(1) of GNU, busybox archival/tar.c
 * @fidelity part: gzip only; no update, no append, no incremental archives; names without a leading `./`
 */
interface Reading {
  readonly how: Tarring
  readonly archive: Bytes
}

export const tar: Program<Reading> = {
  name: 'tar',
  start: (sys) =>
    quietly(() => {
      const how = parseTar(sys, sys.argv.slice(1))
      if (typeof how === 'number') return exit(how)
      return how.mode === 'c' ? exit(create(sys, how)) : open(sys, how)
    }),
  resume: (sys, state) => quietly(() => fromPipe(sys, state)),
}

function open(sys: Sys, how: Tarring): Turn<Reading> {
  if (how.file === '-') {
    if (!sys.isatty(0)) return fromPipe(sys, { how, archive: '' })
    complain(sys, 'Refusing to read archive contents from terminal (missing -f option?)')
    return exit(hopeless(sys))
  }
  try {
    return exit(unpacked(sys, how, sys.readFile(how.file)))
  } catch (error) {
    complain(sys, dialect(sys, `${how.file}: Cannot open: ${why(error)}`, `can't open '${how.file}': ${why(error)}`))
    return exit(hopeless(sys))
  }
}

/** GNU's last words, and the status. */
function hopeless(sys: Sys): number {
  if (isBusybox(sys)) return 1
  complain(sys, 'Error is not recoverable: exiting now')
  return 2
}

function fromPipe(sys: Sys, state: Reading): Turn<Reading> {
  const parts = [state.archive]
  for (;;) {
    const more = sys.read(0, 1 << 20)
    if (more === undefined)
      return { turn: 'wait', state: { ...state, archive: parts.join('') }, on: [{ on: 'readable', fd: 0 }] }
    if (more === '') return exit(unpacked(sys, state.how, parts.join('')))
    parts.push(more)
  }
}

function unpacked(sys: Sys, how: Tarring, archive: Bytes): number {
  let entries: readonly FileEntry[]
  try {
    if (how.gzip && !isGzip(archive) && !isBusybox(sys)) return notGzip(sys)
    entries = unpackTar(isGzip(archive) ? gunzip(archive) : archive)
  } catch {
    complain(sys, dialect(sys, 'This does not look like a tar archive', 'invalid tar magic'))
    return isBusybox(sys) ? 1 : failure(sys)
  }
  const wanted = entries.filter(({ path }) => how.names.length === 0 || how.names.some((name) => isBelow(path, name)))
  const status = how.mode === 't' ? (put(sys, listing(sys, wanted, how.verbose)), 0) : extract(sys, how, wanted)
  return missing(sys, how, entries) ? 2 : status
}

const clean = (name: string): string => name.replace(/^\.\//, '').replace(/\/+$/, '')
const isBelow = (path: string, name: string): boolean => path === clean(name) || path.startsWith(`${clean(name)}/`)

function failure(sys: Sys): number {
  complain(sys, 'Exiting with failure status due to previous errors')
  return 2
}

function notGzip(sys: Sys): number {
  sys.write(2, '\ngzip: stdin: not in gzip format\n')
  complain(sys, 'Child returned status 1')
  return hopeless(sys)
}

function missing(sys: Sys, how: Tarring, entries: readonly FileEntry[]): boolean {
  const lost = how.names.filter((name) => !entries.some(({ path }) => isBelow(path, name)))
  for (const name of lost) complain(sys, dialect(sys, `${name}: Not found in archive`, `${name}: not found in archive`))
  if (lost.length > 0 && !isBusybox(sys)) failure(sys)
  return lost.length > 0
}

function create(sys: Sys, how: Tarring): number {
  if (how.names.length === 0) {
    complain(
      sys,
      dialect(
        sys,
        "Cowardly refusing to create an empty archive\nTry 'tar --help' or 'tar --usage' for more information.",
        'empty archive',
      ),
    )
    return isBusybox(sys) ? 1 : 2
  }
  // The archive's name is from here, whatever -C says of its members.
  const file = how.file.startsWith('/') ? how.file : `${sys.cwd()}/${how.file}`
  const { entries, failed } = pack(sys, how)
  const plain = packTar(entries)
  const archive = how.gzip ? gzip(plain) : plain
  try {
    if (how.file === '-') putBytes(sys, archive)
    else sys.writeFile(file, archive)
  } catch (error) {
    complain(sys, dialect(sys, `${how.file}: Cannot open: ${why(error)}`, `can't open '${how.file}': ${why(error)}`))
    return hopeless(sys)
  }
  return failed ? (isBusybox(sys) ? 1 : failure(sys)) : 0
}
