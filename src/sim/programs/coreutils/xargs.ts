import { complain, exit, orUndefined, quietly } from '../face'
import { launch } from '../launch'
import { getopt, has, last } from '../options'
import { dialect, quote } from '../say'
import { strerror } from '../../wire/errno'
import { text, utf8 } from '../../../base/bytes'
import type { Fd, Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Runs a program with words from standard input.
 *
 * @models findutils xargs/xargs.c
 * @fidelity part: runs nothing before its input has ended; no -E
 */
interface Gathering {
  readonly how: How
  readonly input: string
  /** Command lines still to run, once the input has ended. */
  readonly queue?: readonly (readonly string[])[]
  readonly children: readonly Pid[]
  readonly status: number
}

interface How {
  readonly command: readonly string[]
  readonly most: number
  readonly replace?: string
  readonly separator?: string
  readonly skipEmpty: boolean
  readonly trace: boolean
  readonly lines: boolean
  /** -L: the words of a line are words all the same. */
  readonly split: boolean
  /** -P: so many at a time. */
  readonly procs: number
  readonly fd: Fd
}

export const xargs: Program<Gathering> = {
  name: 'xargs',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), {
        short: '0n:I:i:L:l:d:rtpP:s:xa:',
        long: {
          null: '0',
          'max-args=': 'n',
          'replace=': 'I',
          'max-lines=': 'L',
          'delimiter=': 'd',
          'no-run-if-empty': 'r',
          verbose: 't',
          'max-procs=': 'P',
          'arg-file=': 'a',
        },
        stopEarly: true,
      })
      if (!options) return exit(1)
      const replace = last(options, 'I')
      const file = last(options, 'a')
      const fd = file === undefined ? 0 : orUndefined(() => sys.open(file, { read: true }))
      if (fd === undefined) {
        complain(sys, `Cannot open input file ${quote(sys, file!)}: No such file or directory`)
        return exit(1)
      }
      const separator = has(options, '0') ? '\0' : last(options, 'd')?.replace('\\n', '\n')
      const most = replace !== undefined ? 1 : Number(last(options, 'n') ?? last(options, 'L') ?? 5000)
      const how: How = {
        command: options.operands.length > 0 ? options.operands : ['echo'],
        most,
        skipEmpty: has(options, 'r'),
        trace: has(options, 't'),
        lines: replace !== undefined || has(options, 'L'),
        split: replace === undefined,
        procs: has(options, 'P') ? Number(last(options, 'P')) || 64 : 1,
        fd,
        ...(replace === undefined ? {} : { replace }),
        ...(separator === undefined ? {} : { separator }),
      }
      return gather(sys, { how, input: '', status: 0, children: [] })
    }),
  resume: (sys, state) => quietly(() => (state.queue === undefined ? gather(sys, state) : reap(sys, state))),
}

function gather(sys: Sys, from: Gathering): Turn<Gathering> {
  let state = from
  const { fd } = state.how
  for (let bytes = sys.read(fd); bytes !== undefined; bytes = sys.read(fd)) {
    const open = bytes === '' && state.how.separator === undefined ? unmatched(text(state.input)) : undefined
    if (open !== undefined) {
      complain(
        sys,
        dialect(
          sys,
          `unmatched ${open} quote; by default quotes are special to xargs unless you use the -0 option`,
          `unmatched ${open} quote`,
        ),
      )
      return exit(1)
    }
    if (bytes === '') return next(sys, { ...state, input: '', queue: commands(state.how, text(state.input)) })
    state = { ...state, input: state.input + bytes }
  }
  return { turn: 'wait', state, on: [{ on: 'readable', fd }] }
}

function commands(how: How, input: string): readonly (readonly string[])[] {
  const words =
    how.separator !== undefined
      ? input.split(how.separator).filter((word, i, all) => word !== '' || i < all.length - 1)
      : how.lines
        ? input
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '')
        : quoted(input)
  if (how.replace !== undefined)
    return words.map((word) => how.command.map((part) => part.split(how.replace!).join(word)))
  if (words.length === 0) return how.skipEmpty ? [] : [how.command]
  const out: string[][] = []
  if (how.lines && how.split) {
    for (let at = 0; at < words.length; at += how.most)
      out.push([...how.command, ...words.slice(at, at + how.most).flatMap(quoted)])
    return out
  }
  for (let at = 0; at < words.length; at += how.most) out.push([...how.command, ...words.slice(at, at + how.most)])
  return out
}

/** Words between blanks, with quotes and backslashes. */
function quoted(input: string): readonly string[] {
  const matches = input.match(/(?:[^\s'"\\]|\\[^]|'[^'\n]*'|"[^"\n]*")+/g) ?? []
  return matches.map((word) =>
    word.replace(
      /\\([^])|'([^']*)'|"([^"]*)"/g,
      (_, escaped?: string, single?: string, double?: string) => escaped ?? single ?? double ?? '',
    ),
  )
}

/** The kind of quote that is not closed on its line. */
function unmatched(input: string): 'double' | 'single' | undefined {
  const rest = input.replace(/\\[^]|'[^'\n]*'|"[^"\n]*"/g, '')
  const at = /['"]/.exec(rest)?.[0]
  return at === undefined ? undefined : at === '"' ? 'double' : 'single'
}

/** As many as may run at once. */
function next(sys: Sys, from: Gathering): Turn<Gathering> {
  let state = from
  while (state.children.length < state.how.procs) {
    const [argv, ...queue] = state.queue!
    if (argv === undefined) break
    if (state.how.trace) sys.write(2, utf8(`${argv.join(' ')}\n`))
    const child = launch(sys, argv)
    if (typeof child === 'string') {
      complain(sys, `${argv[0]}: ${strerror[child]}`)
      return exit(child === 'ENOENT' ? 127 : 126)
    }
    state = { ...state, queue, children: [...state.children, child] }
  }
  return state.children.length === 0 ? exit(state.status) : { turn: 'wait', state, on: [{ on: 'child' }] }
}

function reap(sys: Sys, from: Gathering): Turn<Gathering> {
  let state = from
  for (const pid of from.children) {
    const ended = sys.wait(pid)
    if (!ended) continue
    if (ended.status === 255) {
      complain(sys, `${state.how.command[0]}: exited with status 255; aborting`)
      return exit(124)
    }
    const children = state.children.filter((each) => each !== pid)
    state = { ...state, children, status: ended.status !== 0 ? 123 : state.status }
  }
  return state.children.length === from.children.length
    ? { turn: 'wait', state, on: [{ on: 'child' }] }
    : next(sys, state)
}
