import type { Bytes } from '../../../base/bytes'
import { complain, isBusybox, putBytes } from '../face'
import { filter } from '../filter'
import { getopt, has, last } from '../options'

interface UniqHow {
  readonly count: boolean
  readonly repeated: boolean
  readonly unique: boolean
  readonly fold: boolean
  readonly all: boolean
  readonly skipFields: number
  readonly skipChars: number
  readonly most: number
  /** Where it writes, once it has read everything; nothing for standard output. */
  readonly output?: string
}

interface UniqAcc {
  readonly line?: Bytes
  readonly times: number
  readonly held: Bytes
  readonly written?: Bytes
}

/**
 * Each line once of those that stand together.
 *
 * @models coreutils src/uniq.c
 * @fidelity part: no --group and no -z; -D without a method of separating
 */
export const uniq = filter<UniqHow, UniqAcc>({
  name: 'uniq',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'cduDif:s:w:z',
      long: {
        count: 'c',
        repeated: 'd',
        unique: 'u',
        'ignore-case': 'i',
        'all-repeated?': 'D',
        'skip-fields=': 'f',
        'skip-chars=': 's',
        'check-chars=': 'w',
      },
    })
    if (!options) return 1
    return {
      files: options.operands.slice(0, 1),
      options: {
        count: has(options, 'c'),
        repeated: has(options, 'd'),
        unique: has(options, 'u'),
        fold: has(options, 'i'),
        all: has(options, 'D'),
        skipFields: Number(last(options, 'f') ?? 0),
        skipChars: Number(last(options, 's') ?? 0),
        most: Number(last(options, 'w') ?? Infinity),
        ...(options.operands[1] === undefined ? {} : { output: options.operands[1] }),
      },
      acc: { times: 0, held: '' },
    }
  },
  line: (sys, how, acc, line) => {
    const same = acc.line !== undefined && compared(how, acc.line) === compared(how, line)
    if (same) return { ...acc, times: acc.times + 1, held: acc.held + (how.all ? `${line}\n` : '') }
    const out = uniqLine(how, acc)
    const held = how.all ? `${line}\n` : ''
    if (how.output !== undefined) return { line, times: 1, held, written: (acc.written ?? '') + out }
    putBytes(sys, out)
    return { line, times: 1, held }
  },
  refused: (sys, file, reason) =>
    complain(sys, isBusybox(sys) ? `can't open '${file}': ${reason}` : `${file}: ${reason}`),
  end: (sys, how, acc, failed) => {
    const out = uniqLine(how, acc)
    if (how.output === undefined) putBytes(sys, out)
    else if (how.output !== '') sys.writeFile(how.output, (acc.written ?? '') + out)
    return failed ? 1 : 0
  },
})

/** The part of a line that counts. */
function compared(how: UniqHow, line: Bytes): Bytes {
  let rest = line
  for (let n = 0; n < how.skipFields; n++) rest = rest.replace(/^[ \t]*[^ \t]*/, '')
  const part = rest.slice(how.skipChars, how.skipChars + how.most)
  return how.fold ? part.toLowerCase() : part
}

function uniqLine(how: UniqHow, acc: UniqAcc): Bytes {
  if (acc.line === undefined || (how.repeated && acc.times < 2) || (how.unique && acc.times > 1)) return ''
  if (how.all) return acc.times > 1 ? acc.held : ''
  return `${how.count ? `${String(acc.times).padStart(7)} ` : ''}${acc.line}\n`
}
