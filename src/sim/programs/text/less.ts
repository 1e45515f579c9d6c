import type { Bytes } from '../../../base/bytes'
import type { Program, Sys, Turn } from '../../wire/sys'
import { baseName, complain, exit, putBytes, quietly, why } from '../face'

/**
 * Pagers: less and more. Where either end is no terminal they are cat.
 *
 * @models less(1), more(1)
 * @fidelity part: space, b, f, Enter, j, k, g, G and q; no search; a screen is drawn whole; lines are cut at the width
 */
interface Paging {
  readonly text: Bytes
  readonly ended: boolean
  readonly files: readonly string[]
  /** Topmost line shown; undefined before the first screen. */
  readonly top?: number
  readonly keys?: number
  readonly interactive: boolean
}

const pager = (name: string): Program<Paging> => ({
  name,
  start: (sys) =>
    quietly(() => {
      const files = sys.argv.slice(1).filter((word) => !/^[-+]./.test(word))
      if (files.length === 0 && sys.isatty(0)) {
        sys.write(
          2,
          name === 'less'
            ? 'Missing filename ("less --help" for help)\n'
            : "more: bad usage\nTry 'more --help' for more information.\n",
        )
        return exit(1)
      }
      return gather(sys, {
        text: '',
        ended: false,
        files: files.length > 0 ? files : ['-'],
        interactive: sys.isatty(1),
      })
    }),
  resume: (sys, state) => quietly(() => (state.ended ? key(sys, state) : gather(sys, state))),
})

export const less = pager('less')
export const more = pager('more')

/** Reads everything first, then shows the first screen. */
function gather(sys: Sys, state: Paging): Turn<Paging> {
  let { text, files } = state
  for (let [file] = files; file !== undefined; [file] = files) {
    if (file === '-') {
      const more = sys.read(0, 1 << 16)
      if (more === undefined) return { turn: 'wait', state: { ...state, text, files }, on: [{ on: 'readable', fd: 0 }] }
      text += more
      if (more === '') files = files.slice(1)
      continue
    }
    files = files.slice(1)
    try {
      text += sys.readFile(file)
    } catch (error) {
      if (baseName(sys.argv[0] ?? '') === 'less') sys.write(2, `${file}: ${why(error)}\n`)
      else complain(sys, `cannot open ${file}: ${why(error)}`)
    }
  }
  const all = { ...state, text, files, ended: true }
  if (!state.interactive) return (putBytes(sys, text), exit(0))
  return begin(sys, all)
}

function begin(sys: Sys, state: Paging): Turn<Paging> {
  if (state.text === '') return exit(0)
  const keys = sys.isatty(0) ? 0 : sys.open('/dev/tty', { read: true })
  sys.tcsetattr(keys, { canonical: false, echo: false })
  sys.write(1, '\x1b[?1049h')
  return show(sys, { ...state, keys, top: 0 })
}

const linesIn = (text: Bytes): readonly Bytes[] => text.replace(/\n$/, '').split('\n')

function show(sys: Sys, state: Paging): Turn<Paging> {
  const { rows, cols } = sys.winsize(1)
  const lines = linesIn(state.text)
  const page = rows - 1
  const top = Math.max(0, Math.min(state.top ?? 0, lines.length - page))
  const shown = Array.from({ length: page }, (_, i) => (lines[top + i] ?? '~').slice(0, cols))
  const prompt = top + page >= lines.length ? '\x1b[7m(END)\x1b[m' : ':'
  sys.write(1, `\x1b[H\x1b[J${shown.join('\n')}\n${prompt}`)
  return { turn: 'wait', state: { ...state, top }, on: [{ on: 'readable', fd: state.keys ?? 0 }] }
}

function key(sys: Sys, state: Paging): Turn<Paging> {
  const { keys = 0, top = 0 } = state
  const pressed = sys.read(keys, 16)
  if (pressed === undefined) return { turn: 'wait', state, on: [{ on: 'readable', fd: keys }] }
  if (pressed === '' || /^[qQ\x03\x04]/.test(pressed)) {
    sys.tcsetattr(keys, { canonical: true, echo: true })
    sys.write(1, '\x1b[?1049l')
    return exit(0)
  }
  const page = sys.winsize(1).rows - 1
  const by: Readonly<Record<string, number>> = {
    ' ': page,
    f: page,
    '\x1b[6~': page,
    b: -page,
    '\x1b[5~': -page,
    '\r': 1,
    '\n': 1,
    j: 1,
    e: 1,
    '\x1b[B': 1,
    k: -1,
    y: -1,
    '\x1b[A': -1,
    d: page >> 1,
    u: -(page >> 1),
    g: -1e9,
    G: 1e9,
  }
  return show(sys, { ...state, top: top + (by[pressed] ?? 0) })
}
