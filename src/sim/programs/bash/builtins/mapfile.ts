import { toText } from '../encode'
import { refuse } from '../errors'
import { pop, push, replace } from '../frames'
import { parse } from '../parse'
import { shellQuote } from '../quote'
import type { Frame, Machine, Pause } from '../state'
import { put, setItem, variable } from '../variables'
import type { Builtin } from './face'

/**
 * mapfile, readarray: every line of the input into an array.
 *
 * @models bash builtins/mapfile.def
 * @fidelity full
 */
type Mapping = Extract<Frame, { kind: 'mapfile' }>

const sentences: Readonly<Record<string, string>> = {
  n: 'invalid line count',
  s: 'invalid line count',
  O: 'invalid array origin',
  c: 'invalid callback quantum',
  u: 'invalid file descriptor specification',
}

export const mapfile: Builtin = (m, args) => {
  const given: Record<string, string> = {}
  let at = 0
  for (; at < args.length && /^-./.test(args[at]!) && args[at] !== '--'; at++) {
    const word = args[at]!
    const letter = word[1]!
    if (letter === 't') given['t'] = 'yes'
    else given[letter] = word.slice(2) || (args[++at] ?? '')
    const why = sentences[letter]
    if (why !== undefined && !/^\d+$/.test(given[letter]!)) return refuse(m, 'mapfile', `${given[letter]}: ${why}`)
  }
  if (args[at] === '--') at++
  const number = (letter: string, otherwise: number) => Number(given[letter] ?? otherwise)
  const name = args[at] ?? 'MAPFILE'
  if (given['O'] === undefined) put(m, name, { items: {} })
  else if (variable(m, name)?.items === undefined) put(m, name, { items: {} })
  push(m, {
    kind: 'mapfile',
    name,
    fd: number('u', 0),
    delimiter: given['d'] === undefined ? '\n' : given['d'][0] || '\0',
    bare: given['t'] !== undefined,
    skip: number('s', 0),
    most: number('n', 0),
    index: number('O', 0),
    read: 0,
    quantum: given['C'] === undefined ? 0 : number('c', 5000),
    callback: given['C'] ?? '',
    data: '',
  })
  return undefined
}

export function stepMapfile(m: Machine, frame: Mapping): Pause | undefined {
  if (frame.most > 0 && frame.read >= frame.skip + frame.most) return done(m)
  const byte = m.sys.read(frame.fd, 1)
  if (byte === undefined) return { pause: 'wait', on: [{ on: 'readable', fd: frame.fd }] }
  if (byte === '') {
    if (frame.data !== '') store(m, frame, frame.data)
    else done(m)
    return undefined
  }
  if (byte === frame.delimiter) store(m, frame, frame.bare ? frame.data : frame.data + byte)
  else replace(m, { ...frame, data: frame.data + byte })
  return undefined
}

function store(m: Machine, frame: Mapping, line: string): void {
  const skipped = frame.read < frame.skip
  const words = toText(line).replace(/\0/g, '')
  replace(m, { ...frame, data: '', read: frame.read + 1, index: frame.index + (skipped ? 0 : 1) })
  if (skipped) return
  setItem(m, frame.name, String(frame.index), words)
  if (frame.quantum === 0 || (frame.read + 1 - frame.skip) % frame.quantum !== 0) return
  const call = `${frame.callback} ${frame.index} ${shellQuote(words, true)}`
  push(m, { kind: 'list', list: parse(call, m.s.line).list, pc: 0 })
}

function done(m: Machine): undefined {
  pop(m)
  m.s.status = 0
}
