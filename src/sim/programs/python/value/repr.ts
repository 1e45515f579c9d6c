import { argsOf, isSub } from './exceptions'
import { isThing, tuple, typeName, type Value } from './thing'

/** repr() and str() of what needs no method of the program's own. */

export function repr(value: Value, depth = 0): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return floatText(value)
  if (typeof value === 'string') return quoted(value)
  if (depth > 20) return '...'
  const inner = (each: Value) => repr(each, depth + 1)
  switch (value.t) {
    case 'list':
      return `[${value.v.map(inner).join(', ')}]`
    case 'tuple':
      return value.v.length === 1 ? `(${inner(value.v[0]!)},)` : `(${value.v.map(inner).join(', ')})`
    case 'set':
      return value.m.size === 0 ? 'set()' : `{${[...value.m.values()].map(inner).join(', ')}}`
    case 'dict':
      return `{${[...value.m.values()].map(([key, each]) => `${inner(key)}: ${inner(each)}`).join(', ')}}`
    case 'bytes':
      return `b${quoted(value.s).replace(/[\x80-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)}`
    case 'range':
      return value.by === 1n ? `range(${value.from}, ${value.to})` : `range(${value.from}, ${value.to}, ${value.by})`
    case 'class':
      return `<class '${isSub(value, 'BaseException') || builtinTypes.has(value.name) ? '' : '__main__.'}${value.name}'>`
    case 'inst':
      return isSub(value.of, 'BaseException')
        ? `${value.of.name}(${argsOf(value).map(inner).join(', ')})`
        : `<__main__.${value.of.name} object at 0x7f0000000000>`
    case 'fn':
      return '<function at 0x7f0000000000>'
    case 'native':
      return `<built-in function ${value.name.split('.').at(-1)}>`
    case 'module':
      return `<module '${value.name}'>`
    default:
      return `<${typeName(value)} object at 0x7f0000000000>`
  }
}

const builtinTypes = new Set([
  'int',
  'str',
  'float',
  'bool',
  'list',
  'dict',
  'set',
  'tuple',
  'NoneType',
  'bytes',
  'range',
  'function',
  'object',
  'type',
])

function quoted(words: string): string {
  const mark = words.includes("'") && !words.includes('"') ? '"' : "'"
  const body = words.replace(/[\\\n\r\t\x00-\x1f\x7f-\xa0]|['"]/g, (c) => {
    if (c === "'" || c === '"') return c === mark ? `\\${c}` : c
    const short = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[c]
    return short ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return mark + body + mark
}

export const floatText = (n: number): string => {
  if (Number.isNaN(n)) return 'nan'
  if (!Number.isFinite(n)) return n > 0 ? 'inf' : '-inf'
  const exponent = n === 0 ? 0 : Number(n.toExponential().split('e')[1])
  if (exponent < -4 || exponent >= 16) return n.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  return Number.isInteger(n) ? `${Object.is(n, -0) ? '-0' : n.toFixed(0)}.0` : plainDecimal(n)
}

/** Without an exponent, which JavaScript writes sooner. */
const plainDecimal = (n: number): string => {
  const shown = String(n)
  return shown.includes('e') ? n.toFixed(20).replace(/0+$/, '').slice(0, 22) : shown
}

/** str() of what needs no method of the program's own. */
export function str(value: Value): string {
  if (typeof value === 'string') return value
  if (isThing(value) && value.t === 'inst' && isSub(value.of, 'BaseException')) {
    const args = argsOf(value)
    if (value.of.name === 'KeyError' && args.length === 1) return repr(args[0]!)
    if (args.length === 2 && isSub(value.of, 'OSError')) {
      const file = value.m.get('filename')
      return `[Errno ${str(args[0]!)}] ${str(args[1]!)}${file === undefined || file === null ? '' : `: ${repr(file)}`}`
    }
    return args.length === 0 ? '' : args.length === 1 ? str(args[0]!) : repr(tuple(args))
  }
  return repr(value)
}
