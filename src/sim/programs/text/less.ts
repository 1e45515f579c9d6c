import { utf8 } from '../../../base/bytes'
import type { Await, Program, Sys, Turn } from '../../wire/sys'
import { exit, isBusybox, putBytes, quietly, why } from '../face'
import { helped, unhelped } from './less-help'
import { goTo, search, toLine } from './less-move'
import {
  clamp,
  has,
  layout,
  message,
  pageOf,
  paint,
  paintPrompt,
  repaint,
  rowOfLine,
  type Reading,
} from './less-screen'
import { copy, keysOf, moreOf, readTo, type Copying, type Source } from './paging'

/**
 * A pager: forwards and backwards by lines and screens, search. Where its output is no terminal it is cat.
 *
 * @models less(1), busybox miscutils/less.c
 * @fidelity part: keys of moving, searching, several files, -N -S -R -F -X +N +G; no marks, no commands for the shell; the help is short
 */
export const less: Program<Reading | Copying> = {
  name: 'less',
  start: (sys) => quietly(() => start(sys)),
  resume: (sys, state, wake) =>
    quietly((): Turn<Reading | Copying> => {
      if ('copies' in state) return copy(sys, state, refused(sys))
      if (wake.on === 'signal') return state.keys === undefined ? wait(state) : wait(repaint(sys, state))
      return state.keys === undefined ? begin(sys, state) : pressed(sys, state)
    }),
}

function start(sys: Sys): Turn<Reading | Copying> {
  const args = sys.argv.slice(1)
  const flags = [sys.env['LESS'] ?? '', ...args.filter((word) => /^[-+]./.test(word))].join(' ')
  const files = args.filter((word) => !/^[-+]./.test(word))
  if (files.length === 0 && sys.isatty(0)) {
    sys.write(2, isBusybox(sys) ? 'less: missing filename\n' : 'Missing filename ("less --help" for help)\n')
    return exit(1)
  }
  const wanted = files.length > 0 ? files : ['-']
  if (!sys.isatty(1)) return copy(sys, { copies: wanted, failed: false }, refused(sys))
  return opened(sys, { files: wanted, at: 0, flags, top: 0, drawn: 0, fresh: true, pending: '', digits: '' })
}

type Unopened = Omit<Reading, 'source'>

function opened(sys: Sys, state: Unopened): Turn<Reading> {
  for (let at = state.at; at < state.files.length; at++) {
    const source = open(sys, state.files[at]!)
    if (source !== undefined) return begin(sys, { ...state, at, source })
  }
  return exit(1)
}

function open(sys: Sys, name: string): Source | undefined {
  if (name === '-') return { name, fd: 0, text: '', ended: false }
  try {
    if (sys.stat(name).kind === 'dir') {
      sys.write(2, utf8(`${name} is a directory\n`))
      return undefined
    }
    return { name, fd: sys.open(name, { read: true }), text: '', ended: false }
  } catch (error) {
    refused(sys)(name, error)
    return undefined
  }
}

const refused = (sys: Sys) => (name: string, error: unknown) => sys.write(2, utf8(`${name}: ${why(error)}\n`))

function wait(state: Reading): Turn<Reading> {
  const input: readonly Await[] = state.source.ended || state.goal === undefined ? [] : [moreOf(state.source)]
  return { turn: 'wait', state, on: [{ on: 'readable', fd: state.keys ?? 0 }, ...input] }
}

/** The first screen, once there is enough for one. */
function begin(sys: Sys, state: Reading): Turn<Reading> {
  const page = pageOf(sys)
  const toEnd = /\+G/.test(state.flags)
  const { source, enough } = readTo(sys, state.source, toEnd ? Infinity : page + 1)
  const now = { ...state, source }
  if (!enough) return { turn: 'wait', state: now, on: [moreOf(source)] }
  const rows = layout(sys, now)
  if (has(now, 'F') && source.ended && rows.length < page && state.files.length === 1) {
    putBytes(sys, source.text)
    return exit(0)
  }
  const keys = keysOf(sys)
  sys.tcsetattr(keys, { canonical: false, echo: false })
  for (const signal of ['SIGINT', 'SIGWINCH'] as const) sys.sigaction(signal, 'catch')
  if (!isBusybox(sys)) sys.write(1, has(now, 'X') ? '\r' : '\x1b[?1049h\x1b[22;0;0t\x1b[?1h\x1b=\r')
  const line = /\+(\d+)/.exec(state.flags)?.[1]
  const top = clamp(toEnd ? Infinity : line === undefined ? 0 : rowOfLine(rows, Number(line)), rows, page)
  return wait(paint(sys, { ...now, keys, top }, rows.slice(top, top + page), ''))
}

function leave(sys: Sys, state: Reading): Turn<Reading> {
  const keys = state.keys ?? 0
  sys.tcsetattr(keys, { canonical: true, echo: true })
  if (isBusybox(sys)) sys.write(1, `\x1b[${sys.winsize(1).rows};0H\x1b[K`)
  else sys.write(1, has(state, 'X') ? '\r\x1b[K' : '\r\x1b[K\x1b[?1l\x1b>\x1b[?1049l\x1b[23;0;0t')
  return exit(0)
}

/** Keys come in one read or in several: an escape sequence that is not whole waits for its rest. */
function pressed(sys: Sys, from: Reading): Turn<Reading> {
  const bytes = sys.read(from.keys ?? 0, 256)
  if (bytes === '') return leave(sys, from)
  let state: Reading = { ...from, pending: from.pending + (bytes ?? '') }
  if (state.goal !== undefined) {
    const { goal, ...rest } = state
    state = goTo(sys, rest, goal)
  }
  while (state.pending !== '' && state.goal === undefined) {
    const key = /^\x1b[[O][\d;]*[A-Za-z~]|^\x1b[[O]?[\d;]*$|^[^]/.exec(state.pending)![0]
    if (/^\x1b([[O][\d;]*)?$/.test(key) && key.length > 1) break
    const next = act(sys, { ...state, pending: state.pending.slice(key.length) }, key)
    if (next === undefined) return leave(sys, state)
    state = next
  }
  return wait(state)
}

/** Undefined: it ends. */
export function act(sys: Sys, state: Reading, key: string): Reading | undefined {
  if (state.typed !== undefined) return typing(sys, state, state.typed, key)
  if (state.message) {
    const { message: _, ...rest } = state
    const quiet = paintPrompt(sys, rest)
    return /[\r\n]/.test(key) ? quiet : act(sys, quiet, key)
  }
  if (/^\d$/.test(key)) return digit(sys, state, key)
  if (/^[qQ]$/.test(key)) return state.help ? unhelped(sys, state, state.help) : undefined
  return command(sys, { ...state, digits: '' }, key, state.digits === '' ? undefined : Number(state.digits))
}

/** Each letter typed at the prompt is written twice: where it goes, and over itself. */
const echoed = (key: string): string => `\x1b[K${key}\b${key}`

function digit(sys: Sys, state: Reading, key: string): Reading {
  sys.write(1, `${state.digits === '' ? '\r\x1b[K:' : ''}${echoed(key)}`)
  return { ...state, digits: state.digits + key }
}

const lineKeys = ['\r', '\n', 'j', 'e', '\x05', '\x0e', '\x1b[B', '\x1bOB']
const backKeys = ['k', 'y', '\x19', '\x10', '\x0b', '\x1b[A', '\x1bOA']
const pageKeys = [' ', 'f', 'z', '\x06', '\x16', '\x1b[6~']
const pageBackKeys = ['b', 'w', '\x02', '\x1b[5~']

function command(sys: Sys, state: Reading, key: string, count: number | undefined): Reading | undefined {
  const page = pageOf(sys)
  const half = Math.max(1, Math.ceil(page / 2))
  if (lineKeys.includes(key)) return goTo(sys, state, state.top + (count ?? 1))
  if (backKeys.includes(key)) return goTo(sys, state, state.top - (count ?? 1))
  if (pageKeys.includes(key)) return goTo(sys, state, state.top + (count ?? page))
  if (pageBackKeys.includes(key)) return goTo(sys, state, state.top - (count ?? page))
  if (key === 'd' || key === '\x04') return goTo(sys, state, state.top + (count ?? half))
  if (key === 'u' || key === '\x15') return goTo(sys, state, state.top - (count ?? half))
  if (/^(g|<|\x1b\[H|\x1bOH|\x1b\[1~)$/.test(key)) return goTo(sys, state, toLine(sys, state, count ?? 1))
  if (/^(G|>|\x1b\[F|\x1bOF|\x1b\[4~)$/.test(key))
    return goTo(sys, state, count === undefined ? Infinity : toLine(sys, state, count))
  if (key === '/' || key === '?' || key === ':' || key === '-')
    return (sys.write(1, `\r\x1b[K${key}${/[/?]/.test(key) ? '\x1b[K' : ''}`), { ...state, typed: key })
  if (key === 'n' || key === 'N') return search(sys, state, (key === 'N') !== (state.backwards ?? false))
  if (key === 'h' || key === 'H') return state.help ? state : helped(sys, state)
  if (/^[rR\x0c]$/.test(key)) return repaint(sys, state)
  if (key === 'F') return goTo(sys, state, Infinity)
  sys.write(1, '\x07')
  return paintPrompt(sys, state)
}

/** After `/`, `?`, `:` and `-`: what follows is shown and taken back until Enter. */
function typing(sys: Sys, state: Reading, typed: string, key: string): Reading | undefined {
  const { typed: _, ...rest } = state
  if (key === '\x03' || key === '\x1b') return paintPrompt(sys, rest)
  if (key === '\x7f' || key === '\b') {
    if (typed.length === 1) return paintPrompt(sys, rest)
    sys.write(1, '\b \b')
    return { ...state, typed: typed.slice(0, -1) }
  }
  if (typed === ':') return file(sys, rest, key)
  if (typed === '-') return toggled(sys, rest, key)
  if (!/[\r\n]/.test(key)) {
    sys.write(1, typed.length === 1 ? `${key}\b${key}` : echoed(key))
    return { ...state, typed: typed + key }
  }
  const backwards = typed.startsWith('?')
  const pattern = typed.length > 1 ? typed.slice(1) : state.pattern
  return search(sys, { ...rest, ...(pattern !== undefined && { pattern }), backwards }, backwards)
}

function file(sys: Sys, state: Reading, key: string): Reading | undefined {
  if (key === 'q') return undefined
  const step = key === 'n' ? 1 : key === 'p' ? -1 : 0
  const at = state.at + step
  const name = state.files[at]
  const source = step === 0 || name === undefined ? undefined : open(sys, name)
  if (source === undefined) return message(sys, state, step < 0 ? 'No previous file' : 'No next file')
  const read = readTo(sys, source, pageOf(sys) + 1).source
  return repaint(sys, { ...state, at, source: read, top: 0, fresh: true })
}

const toggles: Readonly<Record<string, string>> = { N: 'line numbers', S: 'chopped lines' }

function toggled(sys: Sys, state: Reading, key: string): Reading {
  if (toggles[key] === undefined) return message(sys, state, `There is no ${key} option`)
  const flags = has(state, key) ? state.flags.replaceAll(key, '') : `${state.flags} -${key}`
  return repaint(sys, { ...state, flags })
}
