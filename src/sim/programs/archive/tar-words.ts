import type { Sys } from '../../wire/sys'
import { complain, isBusybox } from '../face'
import { every, getopt, has, last } from '../options'
import { misuse } from '../say'

/** tar's command line: `tar -xzf a.tgz -C dir`, and the old form whose first word is letters without a dash. */
export interface Tarring {
  readonly mode: 'c' | 'x' | 't'
  /** `-` for standard input or output. */
  readonly file: string
  readonly gzip: boolean
  readonly verbose: boolean
  readonly toStdout: boolean
  readonly dir: string
  readonly strip: number
  readonly exclude: readonly string[]
  readonly names: readonly string[]
}

const short = 'cxtvzf:C:OpkmjJhaPX:T:'
const long = {
  create: 'c',
  extract: 'x',
  get: 'x',
  list: 't',
  verbose: 'v',
  gzip: 'z',
  gunzip: 'z',
  'file=': 'f',
  'directory=': 'C',
  'to-stdout': 'O',
  'preserve-permissions': 'p',
  'strip-components=': 'strip',
  'exclude=': 'exclude',
  'no-same-owner': 'o',
  'numeric-owner': 'n',
  dereference: 'h',
}

export function parseTar(sys: Sys, args: readonly string[]): Tarring | number {
  const options = getopt(sys, dashed(args), { short, long })
  if (options === undefined) return isBusybox(sys) ? 1 : 64
  const modes = (['c', 'x', 't'] as const).filter((mode) => has(options, mode))
  if (modes.length !== 1) return wrongMode(sys, modes.length)
  if (has(options, 'j') || has(options, 'J')) {
    complain(sys, `glasswhale: ${has(options, 'j') ? 'bzip2' : 'xz'} is not simulated`)
    return 2
  }
  return {
    mode: modes[0]!,
    file: last(options, 'f') ?? '-',
    gzip: has(options, 'z') || (has(options, 'a') && /\.t?gz$/.test(last(options, 'f') ?? '')),
    verbose: has(options, 'v'),
    toStdout: has(options, 'O'),
    dir: last(options, 'C') ?? '.',
    strip: Number(last(options, 'strip') ?? 0),
    exclude: every(options, 'exclude'),
    names: options.operands,
  }
}

/** `xzf a.tgz` as `-x -z -f a.tgz`: each letter that takes a word takes the next one. */
function dashed([first = '', ...rest]: readonly string[]): readonly string[] {
  if (first === '' || first.startsWith('-')) return first === '' ? rest : [first, ...rest]
  const words = [...rest]
  return [
    ...[...first].flatMap((letter) => (/[fCXT]/.test(letter) ? [`-${letter}`, ...words.splice(0, 1)] : [`-${letter}`])),
    ...words,
  ]
}

function wrongMode(sys: Sys, modes: number): number {
  if (isBusybox(sys)) return misuse(sys, '')
  const words =
    modes === 0
      ? "You must specify one of the '-Acdtrux', '--delete' or '--test-label' options"
      : "You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option"
  complain(sys, `${words}\nTry 'tar --help' or 'tar --usage' for more information.`)
  return 2
}
