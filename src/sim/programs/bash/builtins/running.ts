import { strerror, SysError } from '../../../wire/errno'
import { complain, refuse, say } from '../errors'
import { push } from '../frames'
import { syntaxLines, warnOpen } from '../syntax-error'
import { lookup } from '../lookup'
import { parse } from '../parse'
import { toText } from '../encode'
import type { Machine } from '../state'
import { get, ownEnvironment } from '../variables'
import type { Builtin } from './face'
import { isDirectory } from './directory'

/**
 * eval, source, exec: more commands from somewhere else, or another program instead.
 *
 * @models bash builtins/{eval,source,exec}.def, builtins/evalfile.c
 */
function runText(m: Machine, text: string, line: number, where?: string): void {
  const parsed = parse(text, line, m.s.flavour)
  if (parsed.error?.open === 'EOF') warnOpen(m, parsed.error)
  if (parsed.error !== undefined && parsed.error.open !== 'EOF')
    push(m, { kind: 'syntax', lines: syntaxLines(m, parsed.error, where), status: parsed.error.status ?? 2 })
  push(m, { kind: 'list', list: parsed.list, pc: 0 })
}

export const evaluate: Builtin = (m, args) => {
  m.s.status = 0
  if (m.s.options['xtrace']) push(m, { kind: 'level' })
  runText(m, args.filter((a, i) => !(i === 0 && a === '--')).join(' '), m.s.line, 'eval')
  return undefined
}

export const source: Builtin = (m, args) => {
  const [name, ...rest] = args.filter((a, i) => !(i === 0 && a === '--'))
  const self = m.s.flavour === 'bash' ? 'source' : '.'
  if (name === undefined) {
    refuse(m, self, 'filename argument required', 2)
    say(m, `${self}: usage: ${self} filename [arguments]`)
    return 2
  }
  const path = locate(m, name)
  let text: string
  try {
    if (isDirectory(m, path)) return refuse(m, self, `${name}: is a directory`)
    text = toText(m.sys.readFile(path))
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return missing(m, self, name, strerror[error.errno])
  }
  push(m, { kind: 'source', name, line: m.s.line, ...(rest.length === 0 ? {} : { args: m.s.args }) })
  if (rest.length > 0) m.s.args = rest
  m.s.status = 0
  runText(m, text, 1)
  return undefined
}

function locate(m: Machine, name: string): string {
  if (name.includes('/')) return name
  for (const dir of (get(m, 'PATH') ?? '').split(':')) {
    try {
      if (m.sys.stat(`${dir}/${name}`).kind === 'file') return `${dir}/${name}`
    } catch {
      continue
    }
  }
  return name
}

function missing(m: Machine, self: string, name: string, words: string): number | undefined {
  if (m.s.flavour === 'bash') {
    complain(m, `${name}: ${words}`)
    return 1
  }
  if (m.s.flavour === 'ash')
    refuse(m, self, name.includes('/') ? `can't open '${name}': ${words}` : `${name}: not found`, 2)
  else
    refuse(
      m,
      self,
      name.includes('/')
        ? `cannot open ${name}: ${words === strerror.ENOENT ? 'No such file' : words}`
        : `${name}: not found`,
      2,
    )
  push(m, { kind: 'exit', status: 2 })
  return undefined
}

export const exec: Builtin = (m, args) => {
  let words = args
  let zero: string | undefined
  while (words[0] === '-a' || words[0] === '-c' || words[0] === '-l' || words[0] === '--') {
    if (words[0] === '-a') zero = words[1]
    words = words.slice(words[0] === '-a' ? 2 : 1)
  }
  if (words.length === 0) return 0
  const found = lookup(m, words[0]!)
  if ('words' in found) {
    const missing = found.status === 127 && !words[0]!.includes('/')
    const status =
      m.s.flavour === 'bash'
        ? refuse(m, 'exec', missing ? `${words[0]}: not found` : found.words, found.status)
        : refuse(m, 'exec', `${words[0]}: ${found.status === 127 ? 'not found' : 'Permission denied'}`, found.status)
    if (m.s.interactive && m.s.depth === 0) return status
    push(m, { kind: 'exit', status })
    return undefined
  }
  push(m, {
    kind: 'exec',
    path: found.path,
    env: ownEnvironment(m, found.path),
    argv: zero === undefined ? words : [zero, ...words.slice(1)],
    strict: true,
  })
  return undefined
}
