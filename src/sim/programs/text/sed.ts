import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { usageOf } from '../busybox-usage'
import { complain, fail, isBusybox, orUndefined } from '../face'
import { filter } from '../filter'
import { every, getopt, has } from '../options'
import { cycle, fresh, type Acc, type Ended, type How } from './sed-cycle'
import { parseSed, type SedCommand } from './sed-script'

/**
 * The stream editor.
 *
 * @models sed(1), POSIX sed
 * @fidelity part: no e, F, R, T, v, W, z; a line is held back to know the last one
 */
export const sed = filter<How, Acc>({
  name: 'sed',
  begin: (sys, args) => {
    const options = getopt(
      sys,
      args.map((arg) => (/^-i./.test(arg) ? `--in-place=${arg.slice(2)}` : arg)),
      {
        short: 'nEre:f:isuz',
        long: {
          quiet: 'n',
          silent: 'n',
          'regexp-extended': 'E',
          'expression=': 'e',
          'file=': 'f',
          'in-place?': 'i',
          separate: 's',
          unbuffered: 'u',
          'null-data': 'z',
          posix: 'posix',
          debug: 'debug',
        },
      },
    )
    if (!options) return 1
    const lost = every(options, 'f').find((file) => orUndefined(() => sys.readFile(file)) === undefined)
    if (lost !== undefined)
      return isBusybox(sys)
        ? fail(sys, `${lost}: No such file or directory`)
        : fail(sys, `couldn't open file ${lost}: No such file or directory`, 4)
    const files = every(options, 'f').map((file) => sys.readFile(file).replace(/\n$/, ''))
    const given = [...every(options, 'e').map(utf8), ...files]
    const operands = given.length > 0 ? options.operands : options.operands.slice(1)
    if (given.length === 0 && options.operands.length === 0) return usage(sys)
    const script = parseSed(
      given.length > 0 ? given.join('\n') : utf8(options.operands[0]!),
      has(options, 'E') || has(options, 'r'),
    )
    if (typeof script === 'string')
      return fail(sys, isBusybox(sys) ? busyboxTrouble(script, given.join('\n') || options.operands[0]!) : script)
    const how = {
      script,
      quiet: has(options, 'n'),
      inPlace: has(options, 'i'),
      suffix: options.flags['i']?.at(-1) ?? '',
      separate: has(options, 'i') || has(options, 's'),
      end: has(options, 'z') ? '\0' : '\n',
    }
    if (how.inPlace && operands.length === 0) return fail(sys, 'no input files')
    for (const file of script.flatMap(writtenTo)) if (!file.startsWith('/dev/std')) sys.writeFile(file, '')
    return { files: operands, options: how, acc: fresh }
  },
  byLine: (how) => how.end === '\n',
  data: (_sys, how, acc, bytes) => (how.end === '\n' ? acc : { ...acc, raw: acc.raw + bytes }),
  line: (sys, how, acc, line, ended, file) => {
    const next = onward(sys, how, acc, line, ended)
    if ('done' in next && how.inPlace) sys.writeFile(file, next.output)
    return next
  },
  fileEnd: (sys, how, before, file) => {
    const acc = how.end === '\n' ? before : pieces(sys, how, before)
    if (!how.separate) return acc
    const done = acc.waiting === undefined ? acc : cycle(sys, how, acc, true)
    const after = 'done' in done ? { ...acc, output: done.output } : done
    if (!how.inPlace) return fresh
    if (how.suffix !== '') sys.writeFile(file + how.suffix, sys.readFile(file))
    sys.writeFile(file, after.output)
    return fresh
  },
  refused: (sys, file, reason, reading) =>
    complain(
      sys,
      isBusybox(sys)
        ? `${file}: ${reason}`
        : reading
          ? `couldn't edit ${file}: not a regular file`
          : `can't read ${file}: ${reason}`,
    ),
  end: (sys, how, acc, failed) => {
    const done = acc.waiting === undefined || how.inPlace ? acc : cycle(sys, how, acc, true)
    return 'done' in done ? done.done : failed ? (isBusybox(sys) ? 1 : 2) : 0
  },
})

/** Another line has come: the one before it was not the last. */
function onward(sys: Sys, how: How, acc: Acc, line: Bytes, ended: boolean): Acc | Ended {
  const done = acc.waiting === undefined ? acc : cycle(sys, how, acc, false)
  return 'done' in done ? done : { ...done, waiting: line, ended }
}

/** The lines of -z. */
function pieces(sys: Sys, how: How, acc: Acc): Acc {
  const lines = acc.raw.split('\0')
  const last = lines.pop()!
  let at: Acc = { ...acc, raw: '' }
  for (const [i, line] of [...lines, ...(last === '' ? [] : [last])].entries()) {
    const next = onward(sys, how, at, line, i < lines.length)
    if ('done' in next) return { ...fresh }
    at = next
  }
  return at
}

/** BusyBox says less of where it is, and has its own words for the usual troubles. */
function busyboxTrouble(trouble: string, script: string): string {
  const [, at, words = ''] = /char (\d+): (.*)$/.exec(trouble) ?? []
  if (words.startsWith('unterminated')) return `unmatched '${/[sy](.)/.exec(script)?.[1] ?? '/'}'`
  if (words.startsWith('unknown command')) return `unsupported command ${words.slice(-2, -1)}`
  if (words.startsWith('extra characters')) return `unsupported command ${script[Number(at) - 1] ?? ''}`
  return words
}

const writtenTo = (command: SedCommand): readonly string[] =>
  (command.name === 'w' || command.name === 's') && command.words !== '' ? [command.words] : []

function usage(sys: Sys): number {
  if (isBusybox(sys)) sys.write(2, usageOf('sed'))
  else
    sys.write(
      2,
      'Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n\n  -n, --quiet, --silent\n                 suppress automatic printing of pattern space\n  -e script, --expression=script\n  -i[SUFFIX], --in-place[=SUFFIX]\n  -E, -r, --regexp-extended\n',
    )
  return 1
}
