import type { Program, Sys, Turn } from '../../../src/sim/wire/sys'

/** Tiny programs for the shell's tests: enough of each for the snippets, like the real ones where the snippets look. */
type Filter = (
  args: readonly string[],
  input: string,
  sys: Sys,
) => string | { readonly out: string; readonly status: number; readonly err?: string }

interface Gathering {
  readonly data: string
  readonly fd: number
}

/** Reads everything, then writes everything. */
function filter(name: string, act: Filter, reads: (args: readonly string[]) => boolean): Program<Gathering> {
  const end = (sys: Sys, input: string): Turn<Gathering> => {
    const result = act(sys.argv.slice(1), input, sys)
    const { out, status, err } = typeof result === 'string' ? { out: result, status: 0, err: undefined } : result
    if (err !== undefined) sys.write(2, `${name}: ${err}\n`)
    if (out !== '') sys.write(1, out)
    return { turn: 'exit', status }
  }
  const gather = (sys: Sys, state: Gathering): Turn<Gathering> => {
    let { data } = state
    for (;;) {
      const more = sys.read(state.fd, 4096)
      if (more === undefined) return { turn: 'wait', state: { ...state, data }, on: [{ on: 'readable', fd: state.fd }] }
      if (more === '') return end(sys, data)
      data += more
    }
  }
  return {
    name,
    start: (sys) => (reads(sys.argv.slice(1)) ? gather(sys, { data: '', fd: 0 }) : end(sys, '')),
    resume: (sys, state) => gather(sys, state),
  }
}

const files = (args: readonly string[]): readonly string[] => args.filter((a) => !a.startsWith('-') || a === '-')
const linesOf = (text: string): readonly string[] =>
  text.split('\n').filter((l, i, all) => i < all.length - 1 || l !== '')
const joined = (lines: readonly string[]): string => lines.map((l) => `${l}\n`).join('')
const stdinOnly = (args: readonly string[]): boolean => files(args).length === 0
const always = (): boolean => true
const never = (): boolean => false

const cat: Filter = (args, input, sys) => {
  let out = ''
  let status = 0
  let err: string | undefined
  for (const f of files(args)) {
    try {
      out += f === '-' ? input : sys.readFile(f)
    } catch {
      status = 1
      err = `${f}: No such file or directory`
    }
  }
  if (files(args).length === 0) out = input
  return err === undefined ? { out, status } : { out, status, err }
}

const ls: Filter = (args, _, sys) => {
  const named = files(args)
  const show = named.length === 0 ? ['.'] : named
  let out = ''
  for (const path of show) {
    try {
      out +=
        sys.stat(path).kind === 'dir'
          ? joined(
              sys
                .readdir(path)
                .map((e) => e.name)
                .filter((n) => !n.startsWith('.')),
            )
          : `${path}\n`
    } catch {
      return { out, status: 2, err: `cannot access '${path}': No such file or directory` }
    }
  }
  return out
}

const wc: Filter = (args, input) => {
  const lines = (input.match(/\n/g) ?? []).length
  const words = input.split(/\s+/).filter((w) => w !== '').length
  if (args.includes('-l')) return `${lines}\n`
  if (args.includes('-c')) return `${input.length}\n`
  if (args.includes('-w')) return `${words}\n`
  return `${String(lines).padStart(7)} ${String(words).padStart(7)} ${String(input.length).padStart(7)}\n`
}

const seq: Filter = (args) => {
  const [from, to] = args.length === 1 ? [1, Number(args[0])] : [Number(args[0]), Number(args[1])]
  return joined(Array.from({ length: Math.max(0, to! - from! + 1) }, (_, i) => String(from! + i)))
}

const sort: Filter = (args, input) => {
  const lines = [...linesOf(input)].sort((a, b) =>
    args.includes('-n') ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0,
  )
  return joined(args.includes('-r') ? lines.reverse() : lines)
}

const head: Filter = (args, input) => {
  const n = Number(args.find((a) => /^-n?\d+$/.test(a))?.replace(/\D/g, '') ?? args[args.indexOf('-n') + 1] ?? 10)
  return joined(linesOf(input).slice(0, n))
}

const tr: Filter = ([from = '', to = ''], input) => {
  const expand = (s: string) =>
    s
      .replace(/\\n/g, '\n')
      .replace(/(.)-(.)/g, (_, a: string, b: string) =>
        Array.from({ length: b.charCodeAt(0) - a.charCodeAt(0) + 1 }, (__, i) =>
          String.fromCharCode(a.charCodeAt(0) + i),
        ).join(''),
      )
  if (from === '-d') return [...input].filter((c) => !expand(to).includes(c)).join('')
  const [a, b] = [expand(from), expand(to)]
  return [...input].map((c) => (a.includes(c) ? (b[a.indexOf(c)] ?? b.at(-1)!) : c)).join('')
}

const grep: Filter = (args, input) => {
  const pattern = new RegExp(args.find((a) => !a.startsWith('-'))!)
  const out = linesOf(input).filter((l) => pattern.test(l) !== args.includes('-v'))
  return {
    out: args.includes('-q') ? '' : args.includes('-c') ? `${out.length}\n` : joined(out),
    status: out.length === 0 ? 1 : 0,
  }
}

const sleep: Program<number> = {
  name: 'sleep',
  start: (sys) => {
    const at = sys.now() + Number(sys.argv[1]) * 1e6
    return { turn: 'wait', state: at, on: [{ on: 'timer', at }] }
  },
  resume: (_, state, wake) =>
    wake.on === 'timer' ? { turn: 'exit', status: 0 } : { turn: 'wait', state, on: [{ on: 'timer', at: state }] },
}

export const fakePrograms: Readonly<Record<string, Program<never>>> = Object.fromEntries(
  [
    filter('cat', cat, (a) => stdinOnly(a) || a.includes('-')),
    filter('ls', ls, never),
    filter('wc', wc, always),
    filter('sort', sort, always),
    filter('true', () => '', never),
    filter('false', () => ({ out: '', status: 1 }), never),
    filter('echo', (args) => `${args.join(' ')}\n`, never),
    filter('env', (_, __, sys) => joined(Object.entries(sys.env).map(([k, v]) => `${k}=${v}`)), never),
    filter('seq', seq, never),
    filter('head', head, always),
    filter('tr', tr, always),
    filter('grep', grep, always),
    filter('touch', (args, _, sys) => (args.forEach((a) => sys.writeFile(a, '')), ''), never),
    filter('mkdir', (args, _, sys) => (args.forEach((a) => sys.mkdir(a)), ''), never),
    filter('rm', (args, _, sys) => (files(args).forEach((a) => sys.unlink(a)), ''), never),
    filter(
      'chmod',
      (args, _, sys) => (
        args.slice(1).forEach((a) => sys.chmod(a, args[0] === '+x' ? 0o755 : parseInt(args[0]!, 8))),
        ''
      ),
      never,
    ),
    sleep,
  ].map((p) => [p.name, p as unknown as Program<never>]),
)
