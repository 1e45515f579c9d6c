import { SysError } from '../../wire/errno'
import { toBytes } from './encode'
import type { Machine } from './state'
import { get } from './variables'

/**
 * Prompts, and the shell-integration sequences (OSC 133) that tell a terminal where prompt, line and output begin.
 *
 * @models bash parse.y decode_prompt_string
 * @fidelity part: the escapes \u \h \H \w \W \$ \n \s \v \# \! \t \e \a \[ \] \nnn
 */
export function promptText(m: Machine, name: 'PS1' | 'PS2'): string {
  const raw = get(m, name) ?? ''
  return m.s.flavour === 'dash' ? raw : promptWords(m, raw)
}

/** The escapes of a prompt, also for `${x@P}`. */
export function promptWords(m: Machine, raw: string): string {
  return raw.replace(/\\(\d{3}|[^])/g, (_, code: string) =>
    /^\d{3}$/.test(code) ? String.fromCharCode(parseInt(code, 8)) : (decode(m, code) ?? `\\${code}`),
  )
}

function decode(m: Machine, code: string): string | undefined {
  const where = shortened(m)
  switch (code) {
    case 'u':
      return userName(m)
    case 'h':
      return m.sys.hostname.split('.')[0]!
    case 'H':
      return m.sys.hostname
    case 'w':
      return where
    case 'W':
      return where === '/' || where === '~' ? where : where.slice(where.lastIndexOf('/') + 1)
    case '$':
      return m.sys.uid === 0 ? '#' : '$'
    case 'n':
      return '\n'
    case 'r':
      return '\r'
    case 's':
      return m.s.name
    case 'v':
      return '5.2'
    case '!':
    case '#':
      return String(m.s.history.length + 1)
    case 't':
      return new Date(m.sys.now() / 1000).toISOString().slice(11, 19)
    case 'e':
      return '\x1b'
    case 'a':
      return '\x07'
    case '\\':
      return '\\'
    case '[':
    case ']':
      return ''
    default:
      return undefined
  }
}

function shortened(m: Machine): string {
  const cwd = get(m, 'PWD') ?? m.sys.cwd()
  const home = get(m, 'HOME')
  if (home === undefined || home === '' || home === '/') return cwd
  return cwd === home ? '~' : cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd
}

export function userName(m: Machine): string {
  try {
    const line = m.sys
      .readFile('/etc/passwd')
      .split('\n')
      .find((l) => l.split(':')[2] === String(m.sys.uid))
    if (line !== undefined) return line.split(':')[0]!
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  return m.sys.uid === 0 ? 'root' : 'I have no name!'
}

const marked = (m: Machine, words: string): void => {
  if (m.s.marks) m.sys.write(2, toBytes(`\x1b]133;${words}\x07`))
}

/** `soFar` are the lines of the command that PS2 asks the rest of. */
export function showPrompt(m: Machine, name: 'PS1' | 'PS2', soFar = ''): void {
  if (name === 'PS1') marked(m, `P;${escaped(get(m, 'PWD') ?? m.sys.cwd())}`)
  marked(m, name === 'PS1' ? 'A' : `A;k=s;${escaped(soFar)}`) // k=s: a secondary prompt, as kitty and others have it
  m.sys.write(2, toBytes(promptText(m, name)))
  marked(m, 'B')
}

const escaped = (line: string): string =>
  line.replace(/[\\\x00-\x1f\x7f]/g, (c) =>
    c === '\\' ? '\\\\' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )

export function markStart(m: Machine, line: string): void {
  marked(m, `C;${escaped(line)}`)
}

export const markDone = (m: Machine): void => marked(m, `D;${m.s.status}`)
