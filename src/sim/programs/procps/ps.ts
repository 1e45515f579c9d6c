import { userName } from '../accounts/names'
import { fail, isBusybox, oneShot, put } from '../face'
import { busyboxPs } from './busybox-ps'
import { columnOf, type Column, type Scene } from './ps-columns'
import { bootTime, memory, processes, processInfo, uptimeOf, type ProcInfo } from './proc'
import type { Sys } from '../../wire/sys'

/**
 * Lists processes out of /proc, as this process's pid namespace shows them.
 *
 * @models procps-ng src/ps
 * @fidelity part: the usual selections (a x e f u -C -p -u -t --ppid), -o, --sort, --no-headers, f and --forest; no -L, no m
 */
interface Wish {
  readonly select: (p: ProcInfo) => boolean
  readonly columns: readonly Column[]
  readonly headers: boolean
  readonly sort?: string
  readonly forest: boolean
}

const bare = ['pid', 'tty', 'time', 'ucmd']
const bsd = ['pid', 'tty', 'stat', 'bsdtime', 'args']
const user = ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tty', 'stat', 'start', 'bsdtime', 'args']
const full = ['uid_name', 'pid', 'ppid', 'c', 'stime', 'tty', 'time', 'args']
const long = ['f', 's', 'uid', 'pid', 'ppid', 'c', 'pri', 'ni', 'addr', 'sz', 'wchan', 'tty', 'time', 'ucmd']

export const ps = oneShot('ps', (sys, args) => {
  if (isBusybox(sys)) return busyboxPs(sys, args)
  const wish = parse(sys, args)
  if (typeof wish === 'string') return fail(sys, wish)
  const list = ordered(processes(sys).filter(wish.select), wish)
  if (list.length === 0 && !wish.headers) return 1
  put(sys, table(sys, wish, list))
  return list.length > 0 ? 0 : 1
})

interface Scan {
  all: boolean
  withoutTty: boolean
  anyUser: boolean
  picks: ((p: ProcInfo) => boolean)[]
  layout: readonly string[]
  custom: Column[]
  headers: boolean
  sort?: string
  forest: boolean
}

function parse(sys: Sys, args: readonly string[]): Wish | string {
  const scan: Scan = {
    all: false,
    withoutTty: false,
    anyUser: false,
    picks: [],
    layout: bare,
    custom: [],
    headers: true,
    forest: false,
  }
  const rest = [...args]
  while (rest.length > 0) {
    const word = rest.shift()!
    const trouble = word.startsWith('--')
      ? longOption(sys, scan, word, rest)
      : word.startsWith('-')
        ? unixOption(sys, scan, word.slice(1), rest)
        : bsdOption(sys, scan, word, rest)
    if (trouble !== undefined) return trouble
  }
  const columns = scan.custom.length > 0 ? scan.custom : scan.layout.map((name) => columnOf(name)!)
  return {
    select: selection(sys, scan),
    columns,
    headers: scan.headers && columns.some((c) => c.title !== ''),
    forest: scan.forest,
    ...(scan.sort === undefined ? {} : { sort: scan.sort }),
  }
}

function selection(sys: Sys, scan: Scan): (p: ProcInfo) => boolean {
  if (scan.picks.length > 0) return (p) => scan.picks.some((pick) => pick(p))
  if (scan.all) return () => true
  const me = processInfo(sys, 'self') ?? processInfo(sys, sys.pid)
  const tty = me?.tty ?? '?'
  if (scan.anyUser && scan.withoutTty) return () => true
  if (scan.anyUser) return (p) => p.tty !== '?'
  if (scan.withoutTty) return (p) => p.uid === sys.uid
  return (p) => p.uid === sys.uid && p.tty === tty
}

const list = (word: string) => word.split(/[ ,]+/).filter((each) => each !== '')
const numbers = (word: string) => list(word).map(Number)

function unixOption(sys: Sys, scan: Scan, letters: string, rest: string[]): string | undefined {
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!
    const value = () => {
      const own = letters.slice(i + 1)
      i = letters.length
      return own !== '' ? own : (rest.shift() ?? '')
    }
    if (letter === 'e' || letter === 'A') scan.all = true
    else if (letter === 'a') scan.anyUser = true
    else if (letter === 'd') scan.picks.push((p) => p.sid !== p.pid)
    else if (letter === 'f') scan.layout = full
    else if (letter === 'F') scan.layout = full
    else if (letter === 'l') scan.layout = long
    else if (letter === 'H') scan.forest = true
    else if (letter === 'w' || letter === 'y' || letter === 'L' || letter === 'j') continue
    else if (letter === 'o' || letter === 'O') return customColumns(scan, value())
    else if (letter === 'p') scan.picks.push(byNumber(value(), (p) => p.pid))
    else if (letter === 'C') scan.picks.push(byWord(value(), (p) => p.comm))
    else if (letter === 'u' || letter === 'U') return byUser(sys, scan, value())
    else if (letter === 't') scan.picks.push(byWord(value(), (p) => p.tty))
    else return `error: unsupported SysV option`
  }
  return undefined
}

function bsdOption(sys: Sys, scan: Scan, letters: string, rest: string[]): string | undefined {
  if (/^\d+$/.test(letters)) return void scan.picks.push(byNumber(letters, (p) => p.pid))
  if (scan.layout === bare) scan.layout = bsd
  for (let i = 0; i < letters.length; i++) {
    const letter = letters[i]!
    if (letter === 'a') scan.anyUser = true
    else if (letter === 'x') scan.withoutTty = true
    else if (letter === 'u') scan.layout = user
    else if (letter === 'f') scan.forest = true
    else if (letter === 'e' || letter === 'w' || letter === 'c' || letter === 'r') continue
    else if (letter === 'h') scan.headers = false
    else if (letter === 'o') return customColumns(scan, letters.slice(i + 1) || (rest.shift() ?? ''))
    else if (letter === 'p')
      return void scan.picks.push(byNumber(letters.slice(i + 1) || (rest.shift() ?? ''), (p) => p.pid))
    else if (letter === 'U') return byUser(sys, scan, letters.slice(i + 1) || (rest.shift() ?? ''))
    else return 'error: unsupported option (BSD syntax)'
  }
  return undefined
}

function longOption(sys: Sys, scan: Scan, word: string, rest: string[]): string | undefined {
  const [name, own] = word.includes('=')
    ? [word.slice(2, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
    : [word.slice(2), undefined]
  const value = () => own ?? rest.shift() ?? ''
  if (name === 'no-headers' || name === 'no-heading') scan.headers = false
  else if (name === 'forest') scan.forest = true
  else if (name === 'sort') scan.sort = value()
  else if (name === 'pid') scan.picks.push(byNumber(value(), (p) => p.pid))
  else if (name === 'ppid') scan.picks.push(byNumber(value(), (p) => p.ppid))
  else if (name === 'format') return customColumns(scan, value())
  else if (name === 'user') return byUser(sys, scan, value())
  else return `error: unknown gnu long option`
  return undefined
}

const byNumber = (word: string, of: (p: ProcInfo) => number) => {
  const wanted = numbers(word)
  return (p: ProcInfo) => wanted.includes(of(p))
}

const byWord = (word: string, of: (p: ProcInfo) => string) => {
  const wanted = list(word)
  return (p: ProcInfo) => wanted.includes(of(p))
}

function byUser(sys: Sys, scan: Scan, word: string): undefined {
  const wanted = list(word)
  scan.picks.push((p) => wanted.includes(String(p.uid)) || wanted.includes(userName(sys, p.uid) ?? ''))
}

/** `pid,cmd`, `pid=`, `args=COMMAND`: a title after '=' takes all that follows. */
function customColumns(scan: Scan, words: string): string | undefined {
  for (const word of /^[^,]*=/.test(words) ? [words] : list(words)) {
    const [name, title] = word.includes('=')
      ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
      : [word, undefined]
    const column = columnOf(name!)
    if (!column) return `error: unknown user-defined format specifier "${name}"`
    scan.custom.push(title === undefined ? column : { ...column, title })
  }
  return undefined
}

function ordered(found: readonly ProcInfo[], wish: Wish): readonly ProcInfo[] {
  const key = wish.sort?.replace(/^[-+]/, '')
  if (key === undefined) return found
  const of = (p: ProcInfo): number =>
    ({
      pid: p.pid,
      ppid: p.ppid,
      rss: p.rss,
      '%mem': p.rss,
      pmem: p.rss,
      vsz: p.vsz,
      start: p.started,
      start_time: p.started,
      uid: p.uid,
    })[key] ?? p.cpu
  const sign = wish.sort!.startsWith('-') ? -1 : 1
  return [...found].sort((a, b) => sign * (of(a) - of(b)) || a.pid - b.pid)
}

function table(sys: Sys, wish: Wish, found: readonly ProcInfo[]): string {
  const scene: Scene = {
    sys,
    now: sys.now() / 1e6,
    uptime: uptimeOf(sys),
    boot: bootTime(sys),
    memory: memory(sys)['MemTotal']!,
  }
  const trees = wish.forest ? forest(found) : found.map((p) => ({ p, branch: '' }))
  const rows = trees.map(({ p, branch }) => wish.columns.map((c) => (c.tree ? branch : '') + c.of(p, scene)))
  const titles = wish.columns.map((c) => c.title)
  const lines = wish.headers ? [titles, ...rows] : rows
  const widths = wish.columns.map((c, i) =>
    Math.max(
      c.width,
      ...lines.map((line) =>
        c.right || i < wish.columns.length - 1
          ? Math.min(line[i]!.length, c.grow ? Infinity : Math.max(c.width, titles[i]!.length))
          : 0,
      ),
    ),
  )
  const render = (line: readonly string[]) =>
    line
      .map((cell, i) => pad(cell, widths[i]!, wish.columns[i]!, i === line.length - 1))
      .join(' ')
      .replace(/ +$/, '')
  return lines.map((line) => `${render(line)}\n`).join('')
}

const pad = (cell: string, width: number, column: Column, isLast: boolean) =>
  column.right ? cell.padStart(width) : isLast ? cell : cell.padEnd(width)

function forest(found: readonly ProcInfo[]): readonly { readonly p: ProcInfo; readonly branch: string }[] {
  const known = new Set(found.map((p) => p.pid))
  const below = (pid: number) => found.filter((p) => p.ppid === pid && p.pid !== pid)
  const walk = (p: ProcInfo, lead: string, branch: string): { p: ProcInfo; branch: string }[] => {
    const kids = below(p.pid)
    return [
      { p, branch },
      ...kids.flatMap((kid, i) => walk(kid, lead + (i === kids.length - 1 ? '    ' : ' |  '), `${lead} \\_ `)),
    ]
  }
  return found.filter((p) => !known.has(p.ppid)).flatMap((root) => walk(root, '', ''))
}
