import { SysError } from '../../../wire/errno'
import type { FileKind } from '../../../wire/sys'
import { isBuiltin, builtins } from '../builtins/table'
import { toBytes, toText } from '../encode'
import type { Machine } from '../state'
import { get } from '../variables'

/**
 * What the word before the cursor could become: commands where a command stands, else variables, users and paths.
 *
 * @models bash bashline.c attempt_shell_completion, readline complete.c rl_filename_completion_function, busybox libbb/lineedit.c input_tab
 * @fidelity part: no `complete` rules, hosts or globs; after `sudo`, `then` and the like bash expects paths too
 */
export interface Candidates {
  /** Where the word begins, and the quote that it begins with. */
  readonly from: number
  readonly quote: '' | '"' | "'"
  readonly word: string
  readonly found: readonly Candidate[]
}

export interface Candidate {
  /** What stands in place of the word; `shown` in a list. */
  readonly text: string
  readonly shown: string
  readonly kind: 'path' | 'dir' | 'name' | 'variable'
}

export function candidates(m: Machine, text: readonly string[], cursor: number): Candidates {
  const { from, quote, word, command, head } = wordAt(m, text.slice(0, cursor))
  const place = { from, quote, word }
  const bash = m.s.flavour === 'bash'
  if (bash && quote !== "'" && /^\$\{?\w*$/.test(word)) return { ...place, found: variables(m, word) }
  if (bash && quote === '' && /^~[^/]*$/.test(word)) return { ...place, found: users(m, word) }
  if (!command || word.includes('/')) {
    const dirs = !bash && /^\s*cd\s/.test(head)
    const found = paths(m, word).filter(
      (one) => one.kind === 'dir' || (!dirs && (!command || m.sys.access(toBytes(expanded(m, one.text)), 'x'))),
    )
    return { ...place, found }
  }
  const found = commands(m, word)
  return { ...place, found: found.length > 0 || !bash ? found : paths(m, word).filter((one) => one.kind === 'dir') }
}

/** The word that the cursor is at the end of, without its quotes, and whether a command is expected there. */
function wordAt(m: Machine, before: readonly string[]) {
  let quote: Candidates['quote'] = ''
  let from = 0
  let word = ''
  let start = 0
  const breaks = m.s.flavour === 'bash' ? /[\s"'><=;|&(:]/ : /[\s"'><;|&(`=:]/
  for (let i = 0; i < before.length; i++) {
    const letter = before[i]!
    const escapes = letter === '\\' && quote !== "'" && i + 1 < before.length
    if (escapes) word += before[++i]!
    else if (quote !== '') {
      if (letter === quote) quote = ''
      word = quote === '' ? '' : word + letter
      if (quote === '') from = i + 1
    } else if (breaks.test(letter)) {
      if (letter === '"' || letter === "'") quote = letter
      if (/[;|&(`]/.test(letter)) start = i + 1
      from = i + 1
      word = ''
    } else word += letter
  }
  const head = before.slice(start, from).join('')
  const command = /^[\s"']*(?:\w+=\S*\s+)*$/.test(head) || /[{`]\s*$/.test(head)
  return { from, quote, word, command, head }
}

function commands(m: Machine, word: string): readonly Candidate[] {
  const own = Object.keys(builtins).filter((name) => isBuiltin(m, name))
  const grammar = m.s.flavour === 'bash' ? reserved : []
  const names = new Set([...own, ...grammar, ...Object.keys(m.s.aliases), ...Object.keys(m.s.functions)])
  for (const dir of (get(m, 'PATH') ?? '').split(':'))
    for (const name of programs(m, dir === '' ? '.' : dir, word)) names.add(name)
  return sorted([...names].filter((name) => name.startsWith(word))).map((text) => ({ text, shown: text, kind: 'name' }))
}

const reserved =
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' ')

const programs = (m: Machine, dir: string, word: string): readonly string[] =>
  entries(m, dir)
    .map(({ name }) => name)
    .filter((name) => name.startsWith(word) && isProgram(m, `${dir}/${name}`))

const isProgram = (m: Machine, path: string): boolean =>
  kindAt(m, toBytes(path)) === 'file' && m.sys.access(toBytes(path), 'x')

function variables(m: Machine, word: string): readonly Candidate[] {
  const head = word.startsWith('${') ? '${' : '$'
  return sorted(Object.keys(m.s.vars))
    .map((name) => ({ text: head + name, value: get(m, name) ?? '' }))
    .filter(({ text }) => text.startsWith(word))
    .map(({ text, value }) => ({
      text: head === '${' ? `${text}}` : text,
      shown: head === '${' ? `${text}}` : text,
      kind: kindAt(m, toBytes(value)) === 'dir' ? ('dir' as const) : ('variable' as const),
    }))
}

function users(m: Machine, word: string): readonly Candidate[] {
  const names = linesOf(m, '/etc/passwd').map((line) => `~${line.split(':')[0]!}`)
  return sorted(names.filter((name) => name.length > 1 && name.startsWith(word))).map((text) => ({
    text,
    shown: text,
    kind: 'dir',
  }))
}

function linesOf(m: Machine, path: string): readonly string[] {
  try {
    return toText(m.sys.readFile(path)).split('\n')
  } catch (error) {
    if (error instanceof SysError) return []
    throw error
  }
}

/** Files that begin like the word's last part. */
function paths(m: Machine, word: string): readonly Candidate[] {
  const dir = word.slice(0, word.lastIndexOf('/') + 1)
  const name = word.slice(dir.length)
  const at = expanded(m, dir)
  return entries(m, at === '' ? '.' : at)
    .filter((entry) => entry.name.startsWith(name))
    .map((entry): Candidate => {
      const isDir = entry.kind === 'dir' || (entry.kind === 'symlink' && kindAt(m, toBytes(at + entry.name)) === 'dir')
      const text = dir + entry.name
      return isDir ? { text, shown: `${entry.name}/`, kind: 'dir' } : { text, shown: entry.name, kind: 'path' }
    })
}

/** With the home directory in place of `~`: bash only. */
export const expanded = (m: Machine, path: string): string =>
  m.s.flavour === 'bash' && /^~(?=\/|$)/.test(path) ? `${get(m, 'HOME') ?? '~'}${path.slice(1)}` : path

function entries(m: Machine, dir: string): readonly { readonly name: string; readonly kind: FileKind }[] {
  try {
    return m.sys.readdir(toBytes(dir)).map(({ name, kind }) => ({ name: toText(name), kind }))
  } catch (error) {
    if (error instanceof SysError) return []
    throw error
  }
}

function kindAt(m: Machine, path: string): FileKind | undefined {
  try {
    return path === '' ? undefined : m.sys.stat(path).kind
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

const sorted = (names: readonly string[]): readonly string[] => [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
