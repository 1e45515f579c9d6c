import { fail, linesOf, oneShot, orUndefined, put, why } from '../face'
import type { Sys, TtyMode } from '../../wire/sys'

/**
 * What the terminal is, and what the system calls itself.
 *
 * @models stty(1), tput(1), lsb_release(1)
 * @fidelity part: stty knows echo, icanon, isig, onlcr, raw, sane and size; tput knows cols, lines, colours and a few more
 */
const settings: Readonly<Record<string, Partial<TtyMode>>> = {
  echo: { echo: true },
  '-echo': { echo: false },
  icanon: { canonical: true },
  '-icanon': { canonical: false },
  cbreak: { canonical: false },
  isig: { signals: true },
  '-isig': { signals: false },
  onlcr: { onlcr: true },
  '-onlcr': { onlcr: false },
  raw: { canonical: false, signals: false, onlcr: false },
  '-raw': { canonical: true, signals: true, onlcr: true },
  cooked: { canonical: true, signals: true, onlcr: true },
  sane: { canonical: true, echo: true, signals: true, onlcr: true },
}

export const stty = oneShot('stty', (sys, args) => {
  try {
    const [first] = args
    if (first === undefined || first === '-a') return (put(sys, described(sys, first === '-a')), 0)
    if (first === 'size') return (put(sys, `${sys.winsize(0).rows} ${sys.winsize(0).cols}\n`), 0)
    const unknown = args.find((word) => !Object.hasOwn(settings, word))
    if (unknown !== undefined)
      return fail(sys, `invalid argument '${unknown}'\nTry 'stty --help' for more information.`)
    for (const word of args) sys.tcsetattr(0, settings[word]!)
    return 0
  } catch (error) {
    return fail(sys, `'standard input': ${why(error)}`)
  }
})

function described(sys: Sys, all: boolean): string {
  const { canonical, echo, signals, onlcr } = sys.tcgetattr(0)
  const { rows, cols } = sys.winsize(0)
  const flag = (on: boolean, name: string) => (on ? name : `-${name}`)
  const off = [
    ...(canonical ? [] : ['-icanon']),
    ...(echo ? [] : ['-echo']),
    ...(signals ? [] : ['-isig']),
    ...(onlcr ? [] : ['-onlcr']),
  ]
  if (!all) return `speed 38400 baud; line = 0;\n${off.length > 0 ? `${off.join(' ')}\n` : ''}`
  return `speed 38400 baud; rows ${rows}; columns ${cols}; line = 0;\nintr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; susp = ^Z;\nopost ${flag(onlcr, 'onlcr')}\n${flag(signals, 'isig')} ${flag(canonical, 'icanon')} iexten ${flag(echo, 'echo')} echoe echok\n`
}

const capabilities: Readonly<Record<string, string>> = {
  bold: '\x1b[1m',
  dim: '\x1b[2m',
  smul: '\x1b[4m',
  rmul: '\x1b[24m',
  rev: '\x1b[7m',
  sgr0: '\x1b(B\x1b[m',
  clear: '\x1b[H\x1b[2J\x1b[3J',
  el: '\x1b[K',
  civis: '\x1b[?25l',
  cnorm: '\x1b[?12l\x1b[?25h',
  colors: '256\n',
}

export const tput = oneShot('tput', (sys, args) => {
  const [name = '', value] = args[0] === '-T' ? args.slice(2) : args
  const tty = [1, 2, 0].find((fd) => sys.isatty(fd))
  const { rows, cols } = (tty === undefined ? undefined : orUndefined(() => sys.winsize(tty))) ?? { rows: 24, cols: 80 }
  if (name === 'cols' || name === 'lines') return (put(sys, `${name === 'cols' ? cols : rows}\n`), 0)
  if (name === 'setaf' || name === 'setab') return (put(sys, `\x1b[${name === 'setaf' ? 3 : 4}${value ?? 0}m`), 0)
  const words = capabilities[name]
  if (words === undefined) return (sys.write(2, `tput: unknown terminfo capability '${name}'\n`), 4)
  return (put(sys, words), 0)
})

export const lsbRelease = oneShot('lsb_release', (sys, args) => {
  const release = Object.fromEntries(
    linesOf(sys, '/etc/os-release').map(
      (line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).replace(/^"|"$/g, '')] as const,
    ),
  )
  const id = release['ID'] ?? 'linux'
  const rows: readonly (readonly [letter: string, title: string, value: string])[] = [
    ['i', 'Distributor ID', id.charAt(0).toUpperCase() + id.slice(1)],
    ['d', 'Description', release['PRETTY_NAME'] ?? id],
    ['r', 'Release', release['VERSION_ID'] ?? 'n/a'],
    ['c', 'Codename', release['VERSION_CODENAME'] ?? 'n/a'],
  ]
  const long: Readonly<Record<string, string>> = {
    '--id': 'i',
    '--description': 'd',
    '--release': 'r',
    '--codename': 'c',
    '--all': 'a',
    '--short': 's',
  }
  const letters = args.map((word) => long[word] ?? word.replace(/^-/, '')).join('')
  const wanted = letters.includes('a') ? rows : rows.filter(([letter]) => letters.includes(letter))
  if (wanted.length === 0 || letters.includes('a')) sys.write(2, 'No LSB modules are available.\n')
  put(sys, wanted.map(([, title, value]) => (letters.includes('s') ? `${value}\n` : `${title}:\t${value}\n`)).join(''))
  return 0
})
