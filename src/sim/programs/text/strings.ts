import { complain, fail, putBytes } from '../face'
import { filter } from '../filter'
import { getopt, has, last } from '../options'
import type { Bytes } from '../../../base/bytes'

/**
 * What is printable in a file.
 *
 * @models binutils strings(1), busybox miscutils/strings.c
 * @fidelity part: -n -a -f -t; seven-bit text only; a stand-in of a binary holds little
 */
interface How {
  readonly least: number
  readonly names: boolean
  readonly radix?: number
}

interface Acc {
  readonly run: Bytes
  readonly at: number
}

export const strings = filter<How, Acc>({
  name: 'strings',
  begin: (sys, args) => {
    const old = args.map((arg) => arg.replace(/^-(\d+)$/, '-n$1'))
    const options = getopt(sys, old, {
      short: 'afn:t:o',
      long: { all: 'a', 'print-file-name': 'f', 'bytes=': 'n', 'radix=': 't' },
    })
    if (!options) return 1
    const least = Number(last(options, 'n') ?? 4)
    if (!(least >= 1)) return fail(sys, `invalid minimum string length ${last(options, 'n')!}`)
    const radix = { d: 10, o: 8, x: 16 }[last(options, 't') ?? (has(options, 'o') ? 'o' : '')]
    return {
      files: options.operands,
      options: { least, names: has(options, 'f'), ...(radix === undefined ? {} : { radix }) },
      acc: { run: '', at: 0 },
    }
  },
  fileStart: () => ({ run: '', at: 0 }),
  data: (sys, how, acc, bytes, file) => {
    const all = acc.run + bytes
    const open = /[\t -~]*$/.exec(all)![0]
    said(sys, how, all.slice(0, all.length - open.length), acc.at, file)
    return { run: open, at: acc.at + all.length - open.length }
  },
  fileEnd: (sys, how, acc, file) => {
    said(sys, how, acc.run, acc.at, file)
    return acc
  },
  refused: (sys, file, reason) =>
    complain(sys, reason === 'No such file or directory' ? `'${file}': No such file` : `${file}: ${reason}`),
})

function said(sys: Parameters<typeof putBytes>[0], how: How, bytes: Bytes, from: number, file: string): void {
  const found = bytes.matchAll(/[\t -~]+/g)
  const lead = (at: number) =>
    (how.names ? `${file}: ` : '') + (how.radix === undefined ? '' : `${at.toString(how.radix).padStart(7)} `)
  putBytes(sys, Array.from(found, (m) => (m[0].length >= how.least ? `${lead(from + m.index)}${m[0]}\n` : '')).join(''))
}
