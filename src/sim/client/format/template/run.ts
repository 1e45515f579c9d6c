import { call, known } from './functions'
import { TemplateError, type Operand, type Pipe, type TemplateNode } from './node'
import { parse } from './parse'
import { isMap, isRecord, isRow, print, printRaw, truth, type GoValue, type Row } from './value'

/**
 * A template against a value.
 *
 * @models Go text/template exec.go
 * @fidelity part: methods are fields; columns of errors count bytes of the first line
 */
export interface Template {
  readonly name: string
  readonly source: string
  readonly nodes: readonly TemplateNode[]
  /**
   * What objects of JSON are taken for: `typed` as Go's structs, with Go's names of fields; `raw` as maps whose keys must be there
   * (`missingkey=error`); `open` as either, for what is neither.
   */
  readonly objects: 'typed' | 'raw' | 'open'
  /** The head of a table: functions that reshape values let the head through. */
  readonly header?: boolean
}

export function compile(source: string, name = ''): Template {
  try {
    return { name, source, nodes: parse(source, known), objects: 'open' }
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`template: ${name}:1: ${error.message}`)
    throw error
  }
}

interface Scope {
  readonly t: Template
  dot: GoValue
  name: string
  readonly variables: Map<string, { value: GoValue; name: string }>
  out: string
}

/** Throws {@link TemplateError}; what was written before it is in `partial`. */
export function execute(t: Template, data: GoValue): string {
  const s: Scope = { t, dot: data, name: '', variables: new Map([['$', { value: data, name: '' }]]), out: '' }
  walk(s, t.nodes)
  return s.out
}

function walk(s: Scope, nodes: readonly TemplateNode[]): void {
  for (const node of nodes) {
    if (node.kind === 'text') s.out += node.text
    else if (node.kind === 'action') {
      const v = evaluate(s, node.pipe)
      if (node.pipe.declares.length === 0) s.out += s.t.objects === 'raw' ? printRaw(v.value) : print(v.value, v.name)
    } else if (node.kind === 'range') range(s, node)
    else {
      const v = evaluate(s, node.pipe)
      const inner = node.kind === 'with' && truth(v.value) ? { ...s, dot: v.value, name: v.name } : s
      within(s, inner, truth(v.value) ? node.body : node.other)
    }
  }
}

function within(s: Scope, inner: Scope, nodes: readonly TemplateNode[]): void {
  const scope: Scope = { ...inner, out: '', variables: new Map(inner.variables) }
  walk(scope, nodes)
  s.out += scope.out
  // Assignments (`=`) to variables of the outer block are kept; what was declared inside is forgotten.
  for (const key of s.variables.keys()) s.variables.set(key, scope.variables.get(key)!)
}

function range(s: Scope, node: TemplateNode & { kind: 'if' | 'with' | 'range' }): void {
  const v = evaluate(s, { ...node.pipe, declares: [] })
  const pairs = pairsOf(v.value)
  if (pairs === undefined)
    throw failure(s, node.pipe.commands[0]![0]!, `range can't iterate over ${print(v.value, v.name)}`)
  if (pairs.length === 0) return within(s, s, node.other)
  for (const [key, element] of pairs) {
    const inner: Scope = { ...s, dot: element, name: '', variables: new Map(s.variables) }
    const [first, second] = node.pipe.declares
    if (first !== undefined) inner.variables.set(first, { value: second === undefined ? element : key, name: '' })
    if (second !== undefined) inner.variables.set(second, { value: element, name: '' })
    within(s, inner, node.body)
  }
}

function pairsOf(v: GoValue): readonly (readonly [GoValue, GoValue])[] | undefined {
  if (v === undefined || v === null) return []
  if (Array.isArray(v)) return v.map((e: GoValue, i) => [i, e] as const)
  if (typeof v === 'number') return Array.from({ length: v }, (_, i) => [i, i] as const)
  if (!isRecord(v)) return undefined
  return Object.keys(v)
    .sort()
    .map((k) => [k, v[k]] as const)
}

interface Evaluated {
  readonly value: GoValue
  readonly name: string
}

function evaluate(s: Scope, pipe: Pipe): Evaluated {
  let last: Evaluated | undefined
  for (const command of pipe.commands) last = run(s, command, last)
  for (const name of pipe.declares) s.variables.set(name, last!)
  return last!
}

function run(s: Scope, command: readonly Operand[], piped: Evaluated | undefined): Evaluated {
  const [head, ...rest] = command
  const args = [...rest.map((o) => operand(s, o)), ...(piped === undefined ? [] : [piped])]
  if (head!.kind === 'function') {
    try {
      return {
        value: call(
          head!.name,
          args.map((a) => a.value),
          s.t.header,
        ),
        name: '',
      }
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw failure(
        s,
        head!,
        error.message.startsWith('wrong number') ? error.message : `error calling ${head!.name}: ${error.message}`,
      )
    }
  }
  if (head!.kind === 'nil') throw failure(s, head!, 'nil is not a command')
  if (args.length > 0 && head!.kind === 'field') return method(s, head!, args)
  if (args.length > 0) throw failure(s, head!, `can't give argument to non-function ${shown(s, head!)}`)
  return operand(s, head!)
}

/** `.Label "x"`: a method with an argument. */
function method(s: Scope, head: Operand & { kind: 'field' }, args: readonly Evaluated[]): Evaluated {
  const found = isRow(s.dot) ? s.dot.methods[head.names[0]!] : undefined
  if (s.t.header === true) return { value: String(args[0]!.value).split('.').at(-1)!, name: '' }
  if (typeof found !== 'function')
    throw failure(s, head, `${head.names[0]} has arguments but cannot be invoked as function`)
  return { value: found(String(args[0]!.value)), name: head.names[0]! }
}

function operand(s: Scope, o: Operand): Evaluated {
  switch (o.kind) {
    case 'dot':
      return { value: s.dot, name: s.name }
    case 'nil':
      return { value: null, name: '' }
    case 'bool':
    case 'number':
    case 'string':
      return { value: o.value, name: '' }
    case 'field':
      return fields(s, o, { value: s.dot, name: s.name }, o.names)
    case 'variable': {
      const found = s.variables.get(o.name)
      if (found === undefined)
        throw new TemplateError(`template: ${s.t.name}:1: undefined variable ${JSON.stringify(o.name)}`)
      return fields(s, o, found, o.names)
    }
    case 'group':
      return fields(s, o, evaluate(s, o.pipe), o.names)
    case 'function':
      return run(s, [o], undefined)
  }
}

function fields(s: Scope, o: Operand, from: Evaluated, names: readonly string[]): Evaluated {
  return names.reduce((v, name) => field(s, o, v, name), from)
}

/** Names that Go's struct spells otherwise than its JSON, by the name in Go. */
const spelled: Readonly<Record<string, string>> = {
  ID: 'Id',
  HostIP: 'HostIp',
  NanoCPUs: 'NanoCpus',
  CPUShares: 'CpuShares',
  CPUPeriod: 'CpuPeriod',
  CPUQuota: 'CpuQuota',
  DNS: 'Dns',
}
const jsonOnly = new Set(Object.values(spelled))

/** Left out of the JSON when it is nil. */
const optional = new Set([
  'Health',
  'Healthcheck',
  'Init',
  'Runtime',
  'Mounts',
  'Tmpfs',
  'Sysctls',
  'Annotations',
  'Platform',
  'StopSignal',
  'StopTimeout',
  'Shell',
  'SizeRw',
  'SizeRootFs',
  'ExposedPorts',
])

function field(s: Scope, o: Operand, from: Evaluated, key: string): Evaluated {
  const { value, name } = from
  if (isRow(value)) return method1(s, o, value, key)
  if (isRecord(value)) return s.t.objects === 'typed' ? typedField(s, o, value, name, key) : rawField(s, o, value, key)
  if (value === undefined && s.t.objects === 'typed') return { value: undefined, name: key }
  if (value === undefined || value === null) {
    if (o.kind === 'field' && o.names.length === 1) return { value: undefined, name: key }
    throw failure(
      s,
      o,
      value === undefined
        ? `nil data; no entry for key ${JSON.stringify(key)}`
        : `nil pointer evaluating interface {}.${key}`,
    )
  }
  throw failure(s, o, `can't evaluate field ${key} in type ${s.t.objects === 'open' ? goType(value) : 'interface {}'}`)
}

function method1(s: Scope, o: Operand, value: Row, key: string): Evaluated {
  const found = value.methods[key]
  if (found === undefined && value.open === true) return { value: undefined, name: key }
  if (found === undefined && !(key in value.methods))
    throw failure(s, o, `can't evaluate field ${key} in type ${value.row}`)
  if (typeof found === 'function') throw failure(s, o, `wrong number of args for ${key}: want 1 got 0`)
  return { value: found, name: key }
}

/** A struct has the fields that it has; a map gives nothing for what is not in it. */
function typedField(
  s: Scope,
  o: Operand,
  value: { readonly [key: string]: GoValue },
  name: string,
  key: string,
): Evaluated {
  const inMap = name !== '' && isMap(value, name)
  if (inMap) return { value: value[key], name: '' }
  const own = spelled[key] ?? key
  if (own in value && (spelled[key] !== undefined || !jsonOnly.has(key))) return { value: value[own], name: key }
  if (optional.has(key)) return { value: null, name: key }
  throw failure(s, o, `can't evaluate field ${key} in type interface {}`)
}

function rawField(s: Scope, o: Operand, value: { readonly [key: string]: GoValue }, key: string): Evaluated {
  if (key in value) return { value: value[key], name: key }
  const other = spelled[key]
  if (s.t.objects === 'open') return { value: other === undefined ? undefined : value[other], name: key }
  throw failure(s, o, `map has no entry for key ${JSON.stringify(key)}`)
}

const goType = (v: GoValue): string =>
  typeof v === 'string'
    ? 'string'
    : typeof v === 'boolean'
      ? 'bool'
      : typeof v === 'number'
        ? 'int'
        : Array.isArray(v)
          ? '[]interface {}'
          : 'interface {}'

function failure(s: Scope, o: Operand, message: string): TemplateError {
  // Go points at the second name of a chain of fields, and at the start of anything else.
  const at = o.kind === 'field' && o.names.length > 1 ? o.at + o.names[0]!.length + 1 : o.at
  return new TemplateError(
    `template: ${s.t.name}:1:${columnOf(s, at)}: executing ${JSON.stringify(s.t.name)} at <${shown(s, o)}>: ${message}`,
  )
}

const columnOf = (s: Scope, at: number): number => at - (s.t.source.lastIndexOf('\n', at - 1) + 1)

function shown(s: Scope, o: Operand): string {
  switch (o.kind) {
    case 'field':
      return `.${o.names.join('.')}`
    case 'variable':
      return [o.name, ...o.names].join('.')
    case 'function':
      return actionText(s, o.at)
    case 'string':
    case 'number':
      return o.text
    case 'nil':
      return 'nil'
    default:
      return '.'
  }
}

/** The command that a function heads, as written: up to the end of its pipeline stage or of its parentheses. */
function actionText(s: Scope, at: number): string {
  const { source } = s.t
  let depth = 0
  let quote = ''
  let end = at
  for (; end < source.length; end++) {
    const c = source[end]!
    if (quote !== '') {
      if (c === '\\' && quote === '"') end++
      else if (c === quote) quote = ''
    } else if (c === '"' || c === '`') quote = c
    else if (c === '(') depth++
    else if (c === ')' && depth-- === 0) break
    else if (depth === 0 && (c === '|' || source.startsWith('}}', end))) break
  }
  return source.slice(at, end).replace(/\s*-?\s*$/, '')
}
