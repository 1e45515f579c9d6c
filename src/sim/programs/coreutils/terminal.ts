import { fail, linesOf, oneShot, orUndefined, put, why } from '../face'
import type { Sys } from '../../wire/sys'
import { differences, everything, settingOf } from './stty-settings'

/**
 * What the terminal is, and what the system calls itself.
 *
 * @models stty(1), tput(1), lsb_release(1)
 * @fidelity part: stty does not set keys, sizes or times; tput knows cols, lines, colours and a few more
 */
export const stty = oneShot('stty', (sys, args) => {
  try {
    if (args.length === 0) return (put(sys, differences(sys)), 0)
    for (let at = 0; at < args.length;) {
      const used = setting(sys, args[at]!, args[at + 1])
      if (typeof used === 'string') return fail(sys, used)
      at += used
    }
    return 0
  } catch (error) {
    return fail(sys, `'standard input': ${why(error)}`)
  }
})

/** Words with a number after them: only what a pseudo-terminal can do. */
const numbered = ['min', 'time', 'rows', 'cols', 'columns']

/** Does one word's work; how many words that took, or what is wrong with it. */
function setting(sys: Sys, word: string, next: string | undefined): number | string {
  if (word === '-a' || word === '--all') return (put(sys, everything(sys)), 1)
  if (word === 'size') return (put(sys, `${sys.winsize(0).rows} ${sys.winsize(0).cols}\n`), 1)
  if (word === 'speed') return (put(sys, '38400\n'), 1)
  if (numbered.includes(word)) return number(word, next)
  const change = settingOf(word)
  if (change === undefined) return `invalid argument '${word}'\nTry 'stty --help' for more information.`
  sys.tcsetattr(0, change)
  return 1
}

function number(word: string, next: string | undefined): number | string {
  if (next === undefined) return `missing argument to '${word}'\nTry 'stty --help' for more information.`
  if (!/^\d+$/.test(next)) return `invalid integer argument: '${next}'`
  const settled = (word === 'min' && next === '1') || (word === 'time' && next === '0')
  return settled ? 2 : `setting ${word} is not simulated`
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
