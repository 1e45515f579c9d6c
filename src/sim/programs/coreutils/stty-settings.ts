import type { Sys, TtyMode } from '../../wire/sys'

/**
 * The names that stty(1) has for what a terminal does, and how it lists them.
 *
 * @models coreutils stty.c mode_info, display_all, display_changed
 * @fidelity part: the keys cannot be changed; modes that mean nothing to a pseudo-terminal stand as `stty sane` leaves them
 */
const names: readonly (readonly [name: string, mode: keyof TtyMode])[] = [
  ['icrnl', 'icrnl'],
  ['ixon', 'ixon'],
  ['iutf8', 'iutf8'],
  ['opost', 'opost'],
  ['onlcr', 'onlcr'],
  ['isig', 'signals'],
  ['icanon', 'canonical'],
  ['iexten', 'iexten'],
  ['echo', 'echo'],
  ['tostop', 'tostop'],
  ['echoctl', 'echoctl'],
]

const combined: Readonly<Record<string, Partial<TtyMode>>> = {
  raw: { canonical: false, signals: false, opost: false, icrnl: false, ixon: false },
  '-raw': { canonical: true, signals: true, opost: true, icrnl: true, ixon: true },
  cbreak: { canonical: false },
  '-cbreak': { canonical: true },
  sane: {
    canonical: true,
    echo: true,
    signals: true,
    onlcr: true,
    icrnl: true,
    ixon: true,
    iexten: true,
    echoctl: true,
    tostop: false,
    opost: true,
  },
}

/** What a word of the command line sets; undefined for a word that stty does not know. */
export function settingOf(word: string): Partial<TtyMode> | undefined {
  const alias = word === 'cooked' ? '-raw' : word === '-cooked' ? 'raw' : word
  if (Object.hasOwn(combined, alias)) return combined[alias]
  const found = names.find(([name]) => name === word.replace(/^-/, ''))
  return found && { [found[1]]: !word.startsWith('-') }
}

/** Of each line of `stty -a`, in its order; a name that we know stands without a sign. */
const lines: readonly (readonly string[])[] = [
  ['-parenb', '-parodd', '-cmspar', 'cs8', '-hupcl', '-cstopb', 'cread', '-clocal', '-crtscts'],
  '-ignbrk brkint -ignpar -parmrk -inpck -istrip -inlcr -igncr icrnl ixon -ixoff -iuclc -ixany imaxbel iutf8'.split(
    ' ',
  ),
  'opost -olcuc -ocrnl onlcr -onocr -onlret -ofill -ofdel nl0 cr0 tab0 bs0 vt0 ff0'.split(' '),
  'isig icanon iexten echo echoe echok -echonl -noflsh -xcase tostop -echoprt echoctl echoke -flusho -extproc'.split(
    ' ',
  ),
]

const keys =
  'intr = ^C;|quit = ^\\;|erase = ^?;|kill = ^U;|eof = ^D;|eol = <undef>;|eol2 = <undef>;|swtch = <undef>;|start = ^Q;|stop = ^S;|susp = ^Z;|rprnt = ^R;|werase = ^W;|lnext = ^V;|discard = ^O;|min = 1;|time = 0;'.split(
    '|',
  )

const signed = (mode: TtyMode, word: string): string => {
  const found = names.find(([name]) => name === word)
  return found === undefined || mode[found[1]] ? word : `-${word}`
}

/** `stty -a`: everything, broken at the width of the screen. */
export function everything(sys: Sys): string {
  const { rows, cols } = sys.winsize(0)
  const mode = sys.tcgetattr(0)
  const first = ['speed 38400 baud;', `rows ${rows};`, `columns ${cols};`, 'line = 0;']
  return [first, keys, ...lines.map((words) => words.map((word) => signed(mode, word)))]
    .map((words) => wrapped(words, cols || 80))
    .join('')
}

function wrapped(words: readonly string[], width: number): string {
  let text = ''
  let at = 0
  for (const word of words) {
    const fits = at > 0 && at + 1 + word.length < width
    text += at === 0 ? word : fits ? ` ${word}` : `\n${word}`
    at = fits ? at + 1 + word.length : word.length
  }
  return `${text}\n`
}

/** `stty` alone: what differs from sane. */
export function differences(sys: Sys): string {
  const mode = sys.tcgetattr(0)
  const differing = (word: string) => {
    const found = names.find(([name]) => name === word)
    return found !== undefined && mode[found[1]] !== (combined['sane']![found[1]] ?? false)
  }
  const rows = lines.map((words) => words.filter(differing).map((word) => signed(mode, word)))
  const reading = mode.canonical ? [] : [['min = 1;', 'time = 0;']]
  return [['speed 38400 baud;', 'line = 0;'], ...reading, ...rows]
    .filter((words) => words.length > 0)
    .map((words) => `${words.join(' ')}\n`)
    .join('')
}
