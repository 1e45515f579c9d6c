import { complain, exit, quietly } from '../face'
import { launch } from '../launch'
import { getopt, has, last } from '../options'
import { strerror } from '../../wire/errno'
import { text, utf8 } from '../../../base/bytes'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'

/**
 * Runs a program with words from standard input.
 *
 * @models findutils xargs/xargs.c
 * @fidelity part: -P runs one at a time; no -a, no -E
 */
interface Gathering {
  readonly how: How
  readonly input: string
  /** Command lines still to run, once the input has ended. */
  readonly queue?: readonly (readonly string[])[]
  readonly child?: Pid
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
}

export const xargs: Program<Gathering> = {
  name: 'xargs',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), {
        short: '0n:I:i:L:l:d:rtpP:s:x',
        long: {
          null: '0',
          'max-args=': 'n',
          'replace=': 'I',
          'max-lines=': 'L',
          'delimiter=': 'd',
          'no-run-if-empty': 'r',
          verbose: 't',
          'max-procs=': 'P',
        },
        stopEarly: true,
      })
      if (!options) return exit(1)
      const replace = last(options, 'I')
      const separator = has(options, '0') ? '\0' : last(options, 'd')?.replace('\\n', '\n')
      const most = replace !== undefined ? 1 : Number(last(options, 'n') ?? last(options, 'L') ?? 5000)
      const how: How = {
        command: options.operands.length > 0 ? options.operands : ['echo'],
        most,
        skipEmpty: has(options, 'r'),
        trace: has(options, 't'),
        lines: replace !== undefined || has(options, 'L'),
        ...(replace === undefined ? {} : { replace }),
        ...(separator === undefined ? {} : { separator }),
      }
      return gather(sys, { how, input: '', status: 0 })
    }),
  resume: (sys, state) => quietly(() => (state.queue === undefined ? gather(sys, state) : reap(sys, state))),
}

function gather(sys: Sys, from: Gathering): Turn<Gathering> {
  let state = from
  for (let bytes = sys.read(0); bytes !== undefined; bytes = sys.read(0)) {
    if (bytes === '') return next(sys, { ...state, input: '', queue: commands(state.how, text(state.input)) })
    state = { ...state, input: state.input + bytes }
  }
  return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
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

function next(sys: Sys, state: Gathering): Turn<Gathering> {
  const [argv, ...queue] = state.queue!
  if (argv === undefined) return exit(state.status)
  if (state.how.trace) sys.write(2, utf8(`${argv.join(' ')}\n`))
  const child = launch(sys, argv)
  if (typeof child === 'string') {
    complain(sys, `${argv[0]}: ${strerror[child]}`)
    return exit(child === 'ENOENT' ? 127 : 126)
  }
  return { turn: 'wait', state: { ...state, queue, child }, on: [{ on: 'child' }] }
}

function reap(sys: Sys, state: Gathering): Turn<Gathering> {
  const ended = state.child === undefined ? undefined : sys.wait(state.child)
  if (!ended) return { turn: 'wait', state, on: [{ on: 'child' }] }
  const { child: _, ...rest } = state
  if (ended.status === 255) {
    complain(sys, `${state.how.command[0]}: exited with status 255; aborting`)
    return exit(124)
  }
  return next(sys, { ...rest, status: ended.status !== 0 ? 123 : state.status })
}
