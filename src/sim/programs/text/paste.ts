import { isBusybox, putBytes } from '../face'
import { getopt, has, last } from '../options'
import { linesIn, whole } from './whole'
import { utf8, type Bytes } from '../../../base/bytes'

/**
 * Lines of several files side by side.
 *
 * @models coreutils paste(1)
 * @fidelity part: all is read before the first line is written
 */
interface How {
  readonly files: readonly string[]
  readonly delimiters: readonly Bytes[]
  readonly serial: boolean
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '', '\\': '\\' }

const delimitersOf = (list: string): readonly Bytes[] =>
  Array.from(list.matchAll(/\\(.)|([^])/gu), (m) => (m[1] === undefined ? utf8(m[2]!) : (escapes[m[1]] ?? utf8(m[1]))))

export const paste = whole<How>({
  name: 'paste',
  begin: (sys, args) => {
    const options = getopt(sys, args, { short: 'd:sz', long: { 'delimiters=': 'd', serial: 's' } })
    if (!options) return 1
    const files = options.operands.length > 0 ? options.operands : ['-']
    const given = delimitersOf(last(options, 'd') ?? '\t')
    return {
      files,
      options: { files, delimiters: given.length > 0 ? given : [''], serial: has(options, 's') },
    }
  },
  refused: (sys, file, reason) =>
    sys.write(2, utf8(isBusybox(sys) ? `paste: ${file}: ${reason}\n` : `paste: ${file}: ${reason}\n`)),
  end: (sys, how, contents, failed) => {
    if (failed && !how.serial) return 1
    const columns = shared(how.files, contents.map(linesIn))
    putBytes(sys, how.serial ? serial(how, contents.map(linesIn)) : parallel(how, columns))
    return failed ? 1 : 0
  },
})

/** Every `-` takes the next line of the one standard input. */
function shared(files: readonly string[], columns: readonly (readonly Bytes[])[]): readonly (readonly Bytes[])[] {
  const takers = files.flatMap((file, i) => (file === '-' ? [i] : []))
  const input = columns[takers[0] ?? -1] ?? []
  return columns.map((own, i) =>
    files[i] === '-' ? input.filter((_, at) => at % takers.length === takers.indexOf(i)) : own,
  )
}

const glue = (how: How, i: number) => how.delimiters[i % how.delimiters.length]!

function parallel(how: How, columns: readonly (readonly Bytes[])[]): Bytes {
  const rows = Math.max(0, ...columns.map((column) => column.length))
  return Array.from(
    { length: rows },
    (_, row) => columns.map((column, i) => (i === 0 ? '' : glue(how, i - 1)) + (column[row] ?? '')).join('') + '\n',
  ).join('')
}

const serial = (how: How, columns: readonly (readonly Bytes[])[]): Bytes =>
  columns.map((lines) => lines.map((line, i) => (i === 0 ? '' : glue(how, i - 1)) + line).join('') + '\n').join('')
