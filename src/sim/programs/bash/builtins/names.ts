import { complain, refuse } from '../errors'
import { push } from '../frames'
import { lookup } from '../lookup'
import { functionText } from '../print'
import { shellQuote } from '../quote'
import type { Machine } from '../state'
import type { Builtin } from './face'
import { output } from './output'
import { specials } from '../specials'
import { get } from '../variables'

/**
 * What a name means: type, command -v, alias, hash.
 *
 * @models bash builtins/{type,command,alias,hash}.def
 */
const keywords = new Set(
  '! [[ ]] { } case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
)

/** Filled in by the table, which alone knows every builtin. */
export type IsBuiltin = (m: Machine, name: string) => boolean

type Meaning =
  { readonly is: 'alias' | 'keyword' | 'function' | 'builtin' } | { readonly is: 'file'; readonly path: string }

function meaning(m: Machine, name: string, isBuiltin: IsBuiltin): Meaning | undefined {
  const aliases = m.s.flavour !== 'bash' || m.s.interactive || m.s.shopt['expand_aliases'] === true
  if (aliases && Object.hasOwn(m.s.aliases, name)) return { is: 'alias' }
  if (keywords.has(name)) return { is: 'keyword' }
  if (Object.hasOwn(m.s.functions, name)) return { is: 'function' }
  if (isBuiltin(m, name)) return { is: 'builtin' }
  const found = lookup(m, name)
  return 'path' in found ? { is: 'file', path: found.path } : undefined
}

export const typeWith =
  (isBuiltin: IsBuiltin): Builtin =>
  (m, args) => {
    const short = args.some((a) => /^-[a-z]*t/.test(a))
    const path = args.some((a) => /^-[a-z]*[pP]/.test(a))
    if (m.s.flavour === 'bash' && args.some((a) => /^-[a-zP]*[aP]/.test(a))) return typeAll(m, args, isBuiltin)
    let status = 0
    for (const name of args.filter((a) => !a.startsWith('-'))) {
      const what = meaning(m, name, isBuiltin)
      if (what === undefined) {
        status = m.s.flavour === 'bash' ? 1 : 127
        if (short || path) continue
        if (m.s.flavour === 'bash') refuse(m, 'type', `${name}: not found`)
        else output(m, 'type', `${name}: not found\n`)
      } else if (short) output(m, 'type', `${what.is}\n`)
      else if (path) output(m, 'type', what.is === 'file' ? `${what.path}\n` : '')
      else output(m, 'type', `${describe(m, name, what)}\n`)
    }
    return status
  }

/** `-a`: everything that a name means; `-P`: only where PATH has it. */
function typeAll(m: Machine, args: readonly string[], isBuiltin: IsBuiltin): number {
  const every = args.some((a) => /^-[a-zP]*a/.test(a))
  const files = args.some((a) => /^-[a-zP]*P/.test(a))
  let status = 0
  for (const name of args.filter((a) => !a.startsWith('-'))) {
    const first = meaning(m, name, isBuiltin)
    const own = first === undefined || first.is === 'file' || files ? [] : [describe(m, name, first)]
    const second = first?.is === 'function' && isBuiltin(m, name) ? [`${name} is a shell builtin`] : []
    const found = allFiles(m, name).map((path) => (files ? path : `${name} is ${path}`))
    const shown = [...own, ...second, ...(every ? found : found.slice(0, 1))]
    if (shown.length === 0) status = files ? 1 : refuse(m, 'type', `${name}: not found`)
    output(m, 'type', shown.map((line) => `${line}\n`).join(''))
  }
  return status
}

function allFiles(m: Machine, name: string): readonly string[] {
  const dirs = (get(m, 'PATH') ?? '').split(':')
  return dirs.flatMap((dir) => {
    const found = lookup(m, name, dir)
    return 'path' in found ? [found.path] : []
  })
}

function describe(m: Machine, name: string, what: Meaning): string {
  const bash = m.s.flavour === 'bash'
  switch (what.is) {
    case 'alias':
      return bash ? `${name} is aliased to \`${m.s.aliases[name]}'` : `${name} is an alias for ${m.s.aliases[name]}`
    case 'keyword':
      return `${name} is a shell keyword`
    case 'function':
      return bash
        ? `${name} is a function\n${functionText(m.s.functions[name]!.source, name).replace(/\n$/, '')}`
        : `${name} is a ${m.s.flavour === 'ash' ? 'function' : 'shell function'}`
    case 'builtin':
      return !bash && specials.has(name) ? `${name} is a special shell builtin` : `${name} is a shell builtin`
    case 'file':
      return `${name} is ${what.path}`
  }
}

export const commandWith =
  (isBuiltin: IsBuiltin, builtins: () => Readonly<Record<string, Builtin>>): Builtin =>
  (m, args, node) => {
    let at = 0
    let how = ''
    for (; at < args.length && /^-[pvV]+$/.test(args[at]!); at++) how += args[at]!.slice(1)
    if (args[at] === '--') at++
    const words = args.slice(at)
    if (words.length === 0) return 0
    if (how.includes('v') || how.includes('V'))
      return words.map((w) => tell(m, w, how, isBuiltin)).includes(0) ? 0 : m.s.flavour === 'bash' ? 1 : 127
    const [name, ...rest] = words as [string, ...string[]]
    if (isBuiltin(m, name)) return builtins()[name]!(m, rest, node)
    push(m, { kind: 'program', words, source: node.source })
    return undefined
  }

function tell(m: Machine, name: string, how: string, isBuiltin: IsBuiltin): number {
  const what = meaning(m, name, isBuiltin)
  if (what === undefined) {
    if (how.includes('V')) complain(m, m.s.flavour === 'bash' ? `command: ${name}: not found` : `${name}: not found`)
    return 1
  }
  if (how.includes('V')) return output(m, 'command', `${describe(m, name, what)}\n`)
  return output(
    m,
    'command',
    what.is === 'file'
      ? `${what.path}\n`
      : what.is === 'alias'
        ? `alias ${name}=${shellQuote(m.s.aliases[name]!, true)}\n`
        : `${name}\n`,
  )
}

export const alias: Builtin = (m, args) => {
  const line = (n: string) => `${m.s.flavour === 'bash' ? 'alias ' : ''}${n}=${shellQuote(m.s.aliases[n]!, true)}\n`
  const names = args.filter((a) => a !== '-p')
  if (names.length === 0) return output(m, 'alias', Object.keys(m.s.aliases).sort().map(line).join(''))
  let status = 0
  for (const words of names) {
    const at = words.indexOf('=')
    if (at > 0) m.s.aliases = { ...m.s.aliases, [words.slice(0, at)]: words.slice(at + 1) }
    else if (Object.hasOwn(m.s.aliases, words)) output(m, 'alias', line(words))
    else status = refuse(m, 'alias', `${words}: not found`)
  }
  return status
}

export const unalias: Builtin = (m, args) => {
  if (args[0] === '-a') {
    m.s.aliases = {}
    return 0
  }
  let status = 0
  for (const name of args) {
    if (!Object.hasOwn(m.s.aliases, name)) status = refuse(m, 'unalias', `${name}: not found`)
    const { [name]: _, ...rest } = m.s.aliases
    m.s.aliases = rest
  }
  return status
}

export const hash: Builtin = (m, args) => {
  const letters = args.filter((a) => a.startsWith('-')).join('')
  const words = args.filter((a) => !a.startsWith('-'))
  if (letters.includes('r')) m.s.hash = {}
  if (letters.includes('p')) {
    const [path = '', ...names] = words
    for (const name of names) m.s.hash = { ...m.s.hash, [name]: { path, hits: 0 } }
    return 0
  }
  if (words.length === 0) return letters.includes('r') ? 0 : listHashed(m)
  let status = 0
  for (const name of words) status = Math.max(status, hashOne(m, name, letters, words.length > 1))
  return status
}

function hashOne(m: Machine, name: string, letters: string, several: boolean): number {
  const known = m.s.hash[name]
  if (letters.includes('t') || letters.includes('d')) {
    if (known === undefined) return letters.includes('t') ? refuse(m, 'hash', `${name}: not found`) : 0
    if (letters.includes('t')) {
      m.s.hash = { ...m.s.hash, [name]: { ...known, hits: known.hits + 1 } }
      return output(m, 'hash', `${several ? `${name}\t` : ''}${known.path}\n`)
    }
    m.s.hash = Object.fromEntries(Object.entries(m.s.hash).filter(([n]) => n !== name))
    return 0
  }
  if (m.s.flavour === 'bash' && (name.includes('/') || Object.hasOwn(m.s.functions, name))) return 0
  const found = lookup(m, name)
  if (!('path' in found)) return refuse(m, 'hash', `${name}: not found`)
  m.s.hash = { ...m.s.hash, [name]: { path: found.path, hits: 0 } }
  return 0
}

function listHashed(m: Machine): number {
  const all = Object.values(m.s.hash)
  if (m.s.flavour !== 'bash') return output(m, 'hash', all.map(({ path }) => `${path}\n`).join(''))
  if (all.length === 0) return output(m, 'hash', 'hash: hash table empty\n')
  const rows = all.map(({ path, hits }) => `${String(hits).padStart(4)}\t${path}\n`)
  return output(m, 'hash', `hits\tcommand\n${rows.join('')}`)
}
