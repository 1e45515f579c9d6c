import { attempt, complain, isBusybox, put } from '../face'
import { filter } from '../filter'
import { getopt, has, type Options } from '../options'
import { sha1 } from '../../../base/sha1'
import { sha256 } from '../../../base/digest'
import { sha224, sha384, sha512 } from '../../../base/sha2'
import { text, type Bytes } from '../../../base/bytes'
import { md5 } from './md5'
import type { Sys } from '../../wire/sys'

/**
 * Checksums, computed and checked.
 *
 * @models coreutils md5sum(1), sha1sum(1), sha256sum(1), sha512sum(1), cksum(1)
 * @fidelity part: -c --tag --status --quiet --ignore-missing -z; of cksum the CRC only
 */
interface How {
  readonly check: boolean
  readonly tag: boolean
  readonly status: boolean
  readonly quiet: boolean
  readonly lenient: boolean
}

interface Acc {
  readonly chunks: readonly Bytes[]
  readonly bad: number
  readonly unread: number
  readonly badLines: number
}

type Digesting = (bytes: Bytes) => string

const howOf = (options: Options): How => ({
  check: has(options, 'c'),
  tag: has(options, 'tag'),
  status: has(options, 's'),
  quiet: has(options, 'q'),
  lenient: has(options, 'lenient'),
})

const checksum = (name: string, digits: number, digest: Digesting) =>
  filter<How, Acc>({
    name,
    begin: (sys, args) => {
      const options = getopt(sys, args, {
        short: 'cbtwsz',
        long: {
          check: 'c',
          binary: 'b',
          text: 't',
          warn: 'w',
          status: 's',
          quiet: 'q',
          strict: 'strict',
          tag: 'tag',
          zero: 'z',
          'ignore-missing': 'lenient',
        },
      })
      if (!options) return 1
      return { files: options.operands, options: howOf(options), acc: { chunks: [], bad: 0, unread: 0, badLines: 0 } }
    },
    fileStart: (_sys, _how, acc) => ({ ...acc, chunks: [] }),
    data: (_sys, _how, acc, bytes) => ({ ...acc, chunks: [...acc.chunks, bytes] }),
    fileEnd: (sys, how, acc, file) => {
      const bytes = acc.chunks.join('')
      if (how.check) return verified(sys, how, acc, bytes, file, digits, digest)
      put(
        sys,
        how.tag ? `${name.slice(0, -3).toUpperCase()} (${file}) = ${digest(bytes)}\n` : `${digest(bytes)}  ${file}\n`,
      )
      return acc
    },
    refused: (sys, file, reason, reading) =>
      complain(
        sys,
        isBusybox(sys) ? (reading ? `read error: ${reason}` : `can't open '${file}': ${reason}`) : `${file}: ${reason}`,
      ),
    end: (sys, how, acc, failed) => {
      if (how.check && !how.status) warn(sys, acc)
      return failed || acc.bad > 0 || acc.unread > 0 || acc.badLines < 0 ? 1 : 0
    },
  })

function warn(sys: Sys, acc: Acc): void {
  const plural = (n: number) => (n === 1 ? '' : 's')
  if (isBusybox(sys)) {
    if (acc.bad + acc.unread > 0)
      complain(sys, `WARNING: ${acc.bad + acc.unread} of ${acc.bad + acc.unread} computed checksums did NOT match`)
    return
  }
  if (acc.badLines > 0)
    complain(
      sys,
      `WARNING: ${acc.badLines} line${plural(acc.badLines)} ${acc.badLines === 1 ? 'is' : 'are'} improperly formatted`,
    )
  if (acc.unread > 0) complain(sys, `WARNING: ${acc.unread} listed file${plural(acc.unread)} could not be read`)
  if (acc.bad > 0) complain(sys, `WARNING: ${acc.bad} computed checksum${plural(acc.bad)} did NOT match`)
}

function verified(sys: Sys, how: How, from: Acc, list: Bytes, source: string, digits: number, digest: Digesting): Acc {
  let acc: Acc = { ...from, chunks: [] }
  let good = 0
  for (const line of list.split('\n').filter((each) => each !== '')) {
    const match = /^\\?([0-9a-fA-F]+) [ *](.+)$/.exec(line) ?? tagged(line)
    if (match?.[1]?.length !== digits) {
      acc = { ...acc, badLines: acc.badLines + 1 }
      continue
    }
    good++
    const file = text(match[2]!)
    const sum = sumOf(sys, how, file, digest)
    if (sum === undefined) {
      if (how.lenient) continue
      if (!how.status) put(sys, `${file}: FAILED${isBusybox(sys) ? '' : ' open or read'}\n`)
      acc = { ...acc, unread: acc.unread + 1 }
    } else if (sum !== match[1].toLowerCase()) {
      if (!how.status) put(sys, `${file}: FAILED\n`)
      acc = { ...acc, bad: acc.bad + 1 }
    } else if (!how.status && !how.quiet) put(sys, `${file}: OK\n`)
  }
  if (good > 0) return acc
  complain(sys, `${source === '-' ? "'standard input'" : source}: no properly formatted checksum lines found`)
  return { ...acc, badLines: -1 }
}

const tagged = (line: string) => {
  const match = /^\w+ \((.+)\) = ([0-9a-f]+)$/.exec(line)
  return match ? ([line, match[2]!, match[1]!] as const) : undefined
}

function sumOf(sys: Sys, how: How, file: string, digest: Digesting): string | undefined {
  let sum: string | undefined
  attempt(
    () => (sum = digest(sys.readFile(file))),
    (words, errno) => {
      if (!(how.lenient && errno === 'ENOENT'))
        complain(sys, isBusybox(sys) ? `can't open '${file}': ${words}` : `${file}: ${words}`)
    },
  )
  return sum
}

export const sums = [
  checksum('sha256sum', 64, sha256),
  checksum('md5sum', 32, md5),
  checksum('sha1sum', 40, sha1),
  checksum('sha224sum', 56, sha224),
  checksum('sha384sum', 96, sha384),
  checksum('sha512sum', 128, sha512),
]

/** The CRC of POSIX: polynomial 0x04c11db7, the length after the bytes, all inverted. */
function crc(bytes: Bytes): number {
  let sum = 0
  const feed = (byte: number) => {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  for (let i = 0; i < bytes.length; i++) feed(bytes.charCodeAt(i))
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) feed(length & 0xff)
  return ~sum >>> 0
}

export const cksum = filter<null, readonly Bytes[]>({
  name: 'cksum',
  begin: (sys, args) => {
    const options = getopt(sys, args, { short: '', long: {} })
    return options ? { files: options.operands, options: null, acc: [] } : 1
  },
  fileStart: () => [],
  data: (_sys, _how, acc, bytes) => [...acc, bytes],
  fileEnd: (sys, _how, acc, file) => {
    const bytes = acc.join('')
    put(sys, `${crc(bytes)} ${bytes.length}${file === '-' ? '' : ` ${file}`}\n`)
    return acc
  },
})
