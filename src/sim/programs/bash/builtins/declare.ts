import { evaluateText } from '../arith'
import { inFunction } from '../callers'
import { declaration, keyText } from '../declaration'
import { refuse } from '../errors'
import { functionText } from '../print'
import { doubleQuote, shellQuote } from '../quote'
import type { Machine, Variable } from '../state'
import { traceLine, tracing } from '../trace'
import {
  checkWritable,
  isName,
  items,
  makeLocal,
  ownVariable,
  putOwn,
  unsetOwn,
  put,
  set,
  setItem,
  unset as forgetVariable,
  variable,
} from '../variables'
import type { Builtin } from './face'
import { output } from './output'

/**
 * export, readonly, declare, local, unset.
 *
 * @models bash builtins/{declare,setattr,set}.def
 * @fidelity part: a reference to itself is not warned of inside functions
 */
const assignment = /^([A-Za-z_]\w*)(\[[^\]]*\])?(\+?)=([^]*)$/

interface Marks {
  readonly exported?: boolean
  readonly readonly?: boolean
  readonly integer?: boolean
  readonly array?: boolean
  readonly keyed?: boolean
  readonly lower?: boolean
  readonly upper?: boolean
  readonly ref?: boolean
}

function mark(m: Machine, name: string, on: Marks): void {
  const { exported, readonly, integer, lower, upper, ...was } = variable(m, name) ?? {}
  const keep = (flag: boolean | undefined, old: true | undefined) => (flag ?? old) === true
  let v: Variable = {
    ...was,
    ...(keep(on.exported, exported) ? { exported: true } : {}),
    ...(keep(on.readonly, readonly) ? { readonly: true } : {}),
    ...(keep(on.integer, integer) ? { integer: true } : {}),
    ...(keep(on.lower, lower) ? { lower: true } : {}),
    ...(keep(on.upper, upper) ? { upper: true } : {}),
  }
  if ((on.array || on.keyed) && v.items === undefined) {
    const { value, ...rest } = v
    v = { ...rest, ...(value === undefined ? { items: {}, bare: true } : { items: { 0: value } }) }
  }
  put(m, name, on.keyed ? { ...v, keyed: true } : v)
}

/** Declares `name` or `name=value`; gives the status. */
function declareOne(m: Machine, builtin: string, words: string, on: Marks, local: boolean): number {
  const found = assignment.exec(words)
  const name = found?.[1] ?? words
  if (!isName(name)) {
    return m.s.flavour === 'bash'
      ? refuse(m, builtin, `\`${words}': not a valid identifier`)
      : refuse(m, builtin, `${words.split('=')[0]}: bad variable name`, 2)
  }
  if (on.ref !== undefined) return refer(m, builtin, name, found?.[4], on.ref, local)
  if (variable(m, name)?.readonly === true && (found !== null || local || on.readonly === false))
    return refuse(m, builtin, `${name}: readonly variable`)
  if (local && makeLocal(m, name) && found === null) {
    const was = variable(m, name)
    put(m, name, was?.exported === true ? { exported: true } : {})
  } else if (local && found !== null) put(m, name, variable(m, name)?.exported === true ? { exported: true } : {})
  const { readonly: closing, ...before } = on
  mark(m, name, before)
  if (found !== null) assignWords(m, name, found, on)
  if (closing !== undefined) mark(m, name, { readonly: closing })
  return 0
}

/** `declare -n name=other`: the name stands for the other from here on; `+n`: it is a plain variable again. */
function refer(
  m: Machine,
  builtin: string,
  name: string,
  target: string | undefined,
  on: boolean,
  local: boolean,
): number {
  if (target === name && !inFunction(m))
    return refuse(m, builtin, `${name}: nameref variable self references not allowed`)
  if (target !== undefined && target !== '' && !/^[A-Za-z_]\w*(\[[^]*\])?$/.test(target))
    return refuse(m, builtin, `\`${target}': invalid variable name for name reference`)
  if (local) makeLocal(m, name)
  const { ref: _, items: __, ...was } = (local ? undefined : ownVariable(m, name)) ?? {}
  const value = target ?? was.value
  putOwn(m, name, { ...was, ...(value === undefined ? {} : { value }), ...(on ? { ref: true } : {}) })
  return 0
}

function assignWords(m: Machine, name: string, found: RegExpExecArray, on: Marks): void {
  const value = found[4]!
  const v = variable(m, name)
  if (found[2] !== undefined)
    return setItem(m, name, v?.keyed ? found[2].slice(1, -1) : String(evaluateText(m, found[2].slice(1, -1))), value)
  const old = found[3] === '+' ? (v?.value ?? '') : ''
  set(
    m,
    name,
    v?.integer || on.integer ? String((old === '' ? 0n : evaluateText(m, old)) + evaluateText(m, value)) : old + value,
  )
}

function listed(m: Machine, builtin: string, which: (v: Variable) => boolean, posix: string): number {
  const names = Object.keys(m.s.vars)
    .filter((n) => which(m.s.vars[n]!))
    .sort()
  const line = (n: string) => {
    const v = m.s.vars[n]!
    if (m.s.flavour === 'bash') return declaration(m, n, v)
    return `${posix} ${n}${v.value === undefined ? '' : `='${v.value.replace(/'/g, `'"'"'`)}'`}`
  }
  return output(m, builtin, names.map((n) => `${line(n)}\n`).join(''))
}

/** `export -f`: functions go to child shells as BASH_FUNC_name%%. */
function exportFunctions(m: Machine, names: readonly string[]): number {
  let status = 0
  for (const name of names) {
    const f = m.s.functions[name]
    if (f === undefined) status = refuse(m, 'export', `${name}: not a function`)
    else m.s.functions = { ...m.s.functions, [name]: { ...f, exported: true } }
  }
  return status
}

export const exportNames: Builtin = (m, args) => {
  if (args[0] === '-f' && args.length > 1) return exportFunctions(m, args.slice(1))
  const off = args.includes('-n')
  const names = args.filter((a) => !/^-[pfn-]+$/.test(a))
  if (names.length === 0) return listed(m, 'export', (v) => v.exported === true, 'export')
  let status = 0
  for (const words of names) {
    if (tracing(m) && words.includes('=')) traceLine(m, words)
    status = Math.max(status, declareOne(m, 'export', words, { exported: !off }, false))
  }
  return status
}

export const readonlyNames: Builtin = (m, args) => {
  const names = args.filter((a) => !/^-[pfaA-]+$/.test(a))
  if (names.length === 0) return listed(m, 'readonly', (v) => v.readonly === true, 'readonly')
  let status = 0
  for (const words of names) {
    if (tracing(m) && words.includes('=')) traceLine(m, words)
    status = Math.max(status, declareOne(m, 'readonly', words, { readonly: true }, false))
  }
  return status
}

export const local: Builtin = (m, args) => {
  if (!inFunction(m)) {
    if (m.s.flavour === 'bash') return refuse(m, 'local', 'can only be used in a function')
    return refuse(m, 'local', 'not in a function', 2)
  }
  if (args.length === 0 && m.s.flavour === 'bash') return listLocals(m)
  if (args[0] === '-') return localOptions(m)
  return declareAll(m, 'local', args, true)
}

/** The innermost function's frame, where there is one in this process. */
function innermost(m: Machine): number {
  return m.s.stack.map((f) => f.kind).lastIndexOf('call')
}

function listLocals(m: Machine): number {
  const frame = m.s.stack[innermost(m)]
  const names = frame?.kind === 'call' ? Object.keys(frame.locals).sort() : []
  const shown = names.filter((n) => variable(m, n) !== undefined)
  return output(m, 'local', shown.map((n) => `${assigned(m, n, variable(m, n)!)}\n`).join(''))
}

/** `local -`: the options are put back when the function ends. */
function localOptions(m: Machine): number {
  const at = innermost(m)
  const frame = m.s.stack[at]
  if (frame?.kind === 'call') m.s.stack[at] = { ...frame, options: m.s.options }
  return 0
}

export const declare: Builtin = (m, args) =>
  declareAll(m, 'declare', args, m.s.stack.some((f) => f.kind === 'call') && !args.some((a) => /^-[a-zA-Z]*g/.test(a)))

const letters: Readonly<Record<string, keyof Marks>> = {
  x: 'exported',
  r: 'readonly',
  i: 'integer',
  a: 'array',
  A: 'keyed',
  l: 'lower',
  u: 'upper',
  n: 'ref',
}

function declareAll(m: Machine, builtin: string, args: readonly string[], isLocal: boolean): number {
  const on: Record<string, boolean> = {}
  let at = 0
  let show = false
  let functions: 'bodies' | 'names' | undefined
  for (; at < args.length && /^[-+][a-zA-Z]+$/.test(args[at]!); at++) {
    for (const letter of args[at]!.slice(1)) {
      const name = letters[letter]
      if (letter === 'p') show = true
      else if (letter === 'f' || letter === 'F') functions = letter === 'f' ? 'bodies' : 'names'
      else if (name !== undefined) on[name] = args[at]![0] === '-'
    }
  }
  const names = args.slice(at)
  if (functions !== undefined) return showFunctions(m, builtin, names, functions)
  if (show && names.length > 0) return showNames(m, builtin, names)
  if (names.length === 0) {
    if (show || Object.keys(on).length > 0) return listed(m, builtin, (v) => matchesMarks(v, on), 'declare')
    return setAll(m)
  }
  let status = 0
  for (const words of names) status = Math.max(status, declareOne(m, builtin, words, on as Marks, isLocal))
  return status
}

const matchesMarks = (v: Variable, on: Marks): boolean =>
  (!on.exported || v.exported === true) &&
  (!on.readonly || v.readonly === true) &&
  (!on.integer || v.integer === true) &&
  (!on.array || (v.items !== undefined && !v.keyed)) &&
  (!on.keyed || v.keyed === true)

function showNames(m: Machine, builtin: string, names: readonly string[]): number {
  let status = 0
  for (const name of names) {
    const v = ownVariable(m, name)
    if (v === undefined) status = refuse(m, builtin, `${name}: not found`)
    else output(m, builtin, `${declaration(m, name, v)}\n`)
  }
  return status
}

function showFunctions(m: Machine, builtin: string, names: readonly string[], how: 'bodies' | 'names'): number {
  const wanted = names.length === 0 ? Object.keys(m.s.functions).sort() : names
  let status = 0
  for (const name of wanted) {
    const f = m.s.functions[name]
    if (f === undefined) status = 1
    else
      output(
        m,
        builtin,
        how === 'bodies' ? functionText(f.source, name) : names.length === 0 ? `declare -f ${name}\n` : `${name}\n`,
      )
  }
  return status
}

/** `name=value`, as `set` and `local` alone show it. */
function assigned(m: Machine, n: string, v: Variable): string {
  if (v.items !== undefined)
    return `${n}=(${items(m, n)
      .map(([k, w]) => `[${keyText(k)}]=${doubleQuote(w)}`)
      .join(' ')}${v.keyed === true && Object.keys(v.items).length > 0 ? ' ' : ''})`
  if (m.s.flavour !== 'bash') return `${n}='${(v.value ?? '').replace(/'/g, `'"'"'`)}'`
  return `${n}=${v.value === undefined || v.value === '' ? '' : shellQuote(v.value)}`
}

/** `set` alone: every variable, in the form that the shell could read again. */
export function setAll(m: Machine): number {
  const names = Object.keys(m.s.vars)
    .filter((n) => m.s.vars[n]!.value !== undefined || m.s.vars[n]!.items !== undefined)
    .sort()
  return output(m, 'set', names.map((n) => `${assigned(m, n, m.s.vars[n]!)}\n`).join(''))
}

export const unset: Builtin = (m, args) => {
  if (args[0] === '-n') {
    for (const name of args.slice(1)) unsetOwn(m, name)
    return 0
  }
  const functions = args[0] === '-f'
  let status = 0
  for (const name of args.filter((a, i) => !(i === 0 && /^-[fvn]$/.test(a)))) {
    const element = /^(\w+)\[(.*)\]$/.exec(name)
    if (element !== null) removeItem(m, element[1]!, element[2]!)
    else if (!functions && variable(m, name) !== undefined) {
      if (variable(m, name)!.readonly === true) {
        status =
          m.s.flavour === 'bash'
            ? refuse(m, 'unset', `${name}: cannot unset: readonly variable`)
            : refuse(m, 'unset', `${name}: is read only`, 2)
      } else forgetVariable(m, name)
    } else if (functions || m.s.flavour === 'bash') {
      const { [name]: _, ...rest } = m.s.functions
      m.s.functions = rest
    }
  }
  return status
}

function removeItem(m: Machine, name: string, key: string): void {
  checkWritable(m, name)
  const v = variable(m, name)
  if (v?.items === undefined) return
  const { [v.keyed ? key.replace(/^["']|["']$/g, '') : String(evaluateText(m, key))]: _, ...rest } = v.items
  put(m, name, { ...v, items: rest })
}
