import { complain, fail, oneShot, put } from '../face'
import { dialect } from '../say'
import type { Sys, TtyMode } from '../../wire/sys'

/**
 * Shows and sets the modes of the terminal on standard input.
 *
 * @models coreutils src/stty.c, busybox coreutils/stty.c
 * @fidelity part: size, -a, echo, icanon, isig, onlcr, raw, cooked and sane
 */
const modes: Readonly<Record<string, Partial<TtyMode>>> = {
  echo: { echo: true },
  '-echo': { echo: false },
  icanon: { canonical: true },
  '-icanon': { canonical: false },
  isig: { signals: true },
  '-isig': { signals: false },
  onlcr: { onlcr: true },
  '-onlcr': { onlcr: false },
  raw: { canonical: false, signals: false, onlcr: false },
  '-raw': { canonical: true, signals: true, onlcr: true },
  cooked: { canonical: true, signals: true, onlcr: true },
  cbreak: { canonical: false },
  '-cbreak': { canonical: true },
  sane: { canonical: true, echo: true, signals: true, onlcr: true },
}

export const stty = oneShot('stty', (sys, args) => {
  if (!sys.isatty(0))
    return fail(
      sys,
      dialect(
        sys,
        "'standard input': Inappropriate ioctl for device",
        'standard input: Inappropriate ioctl for device',
      ),
    )
  if (args.length === 0 || args[0] === '-a') return show(sys, args[0] === '-a')
  for (const word of args) {
    const mode = modes[word]
    if (word === 'size') put(sys, `${sys.winsize(0).rows} ${sys.winsize(0).cols}\n`)
    else if (mode !== undefined) sys.tcsetattr(0, mode)
    else {
      complain(sys, `invalid argument '${word}'`)
      return 1
    }
  }
  return 0
})

function show(sys: Sys, all: boolean): number {
  const { rows, cols } = sys.winsize(0)
  const mode = sys.tcgetattr(0)
  const flag = (on: boolean, name: string) => (on ? name : `-${name}`)
  const changed = [
    ...(mode.canonical ? [] : ['-icanon']),
    ...(mode.echo ? [] : ['-echo']),
    ...(mode.signals ? [] : ['-isig']),
    ...(mode.onlcr ? [] : ['-onlcr']),
  ]
  if (!all) put(sys, `speed 38400 baud; line = 0;\n${changed.length === 0 ? '' : `${changed.join(' ')}\n`}`)
  else
    put(
      sys,
      `speed 38400 baud; rows ${rows}; columns ${cols}; line = 0;\nintr = ^C; quit = ^\\; erase = ^?; kill = ^U; eof = ^D; susp = ^Z; werase = ^W;\nopost ${flag(mode.onlcr, 'onlcr')}\n${flag(mode.signals, 'isig')} ${flag(mode.canonical, 'icanon')} ${flag(mode.echo, 'echo')}\n`,
    )
  return 0
}
