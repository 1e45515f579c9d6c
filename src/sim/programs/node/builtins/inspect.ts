import { entries, number, text } from '../machine/convert'
import { stackOf } from '../machine/members'
import { isThing, type Arr, type Value } from '../machine/value'
import type { Machine } from '../machine/core'

/**
 * How console.log shows what is no text.
 *
 * @models nodejs.org/api/util.html#utilinspect
 * @fidelity part: long arrays of numbers are not laid out in columns
 */
export function inspect(m: Machine, value: Value, depth = 0, indent = 0): string {
  if (typeof value === 'string') return quoted(value)
  if (!isThing(value)) return Object.is(value, -0) ? '-0' : String(value)
  const inner = (each: Value) => inspect(m, each, depth + 1, indent + 2)
  switch (value.t) {
    case 'arr':
      if (depth > 2) return '[Array]'
      return laid(
        '[',
        [
          ...value.v.slice(0, 100).map(inner),
          ...(value.v.length > 100
            ? [`... ${value.v.length - 100} more item${value.v.length === 101 ? '' : 's'}`]
            : []),
        ],
        ']',
        indent,
      )
    case 'fn': {
      const { name } = m.codes[value.code]!
      if (value.isClass)
        return `[class ${name}${isThing(value.above) && value.above.t === 'fn' ? ` extends ${m.codes[value.above.code]!.name}` : ''}]`
      return `[${m.codes[value.code]!.deferred ? 'AsyncFunction' : 'Function'}${name === '' ? ' (anonymous)' : `: ${name}`}]`
    }
    case 'native':
      return `[Function: ${value.name.split(/[.#]/).at(-1)}]`
    case 'promise':
      return value.state === 'pending'
        ? 'Promise { <pending> }'
        : `Promise { ${value.state === 'failed' ? '<rejected> ' : ''}${inner(value.value)} }`
    case 'regex':
      return text(value)
    case 'iter':
      return '[Iterator]'
  }
  if (value.kind === 'Error') {
    const more = entries(value).filter(([key]) => key !== 'name' && key !== 'message')
    return (
      stackOf(value).trimEnd() +
      (more.length > 0
        ? ` ${laid(
            '{',
            more.map(([key, each]) => `${keyText(key)}: ${inner(each)}`),
            '}',
            indent,
            true,
          )}`
        : '')
    )
  }
  if (value.kind === 'Date') return new Date(number(value)).toISOString()
  if (value.kind === 'Buffer')
    return `<Buffer ${[...text(value)]
      .slice(0, 50)
      .map((c) => c.charCodeAt(0).toString(16).padStart(2, '0'))
      .join(' ')}>`
  if (value.kind === 'Map' || value.kind === 'Set') {
    const pairs = (value.m.get('.pairs') as Arr).v
    const parts = pairs.map((each) =>
      value.kind === 'Set' ? inner(each) : `${inner((each as Arr).v[0])} => ${inner((each as Arr).v[1])}`,
    )
    return `${value.kind}(${pairs.length}) ${laid('{', parts, '}', indent)}`
  }
  const made = value.proto?.m.get('constructor')
  const name = isThing(made) && made.t === 'fn' ? `${m.codes[made.code]!.name} ` : ''
  if (depth > 2) return `[${name.trim() || 'Object'}]`
  return (
    name +
    laid(
      '{',
      entries(value).map(([key, each]) => `${keyText(key)}: ${inner(each)}`),
      '}',
      indent,
    )
  )
}

const keyText = (key: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) || /^\d+$/.test(key) ? key : quoted(key)

function laid(open: string, parts: readonly string[], close: string, indent: number, tall = false): string {
  if (parts.length === 0) return open + close
  const flat = `${open} ${parts.join(', ')} ${close}`
  const room = parts.reduce((sum, part) => sum + part.length + 1, parts.length)
  if (!tall && room + indent < 76 && parts.length <= (open === '[' ? 6 : 16) && !flat.includes('\n')) return flat
  const pad = ' '.repeat(indent + 2)
  return `${open}\n${pad}${parts.join(`,\n${pad}`)}\n${' '.repeat(indent)}${close}`
}

function quoted(words: string): string {
  const mark = !words.includes("'") ? "'" : !words.includes('"') ? '"' : !words.includes('`') ? '`' : "'"
  return (
    mark +
    words.replace(/[\\\n\t\r]|'/g, (c) =>
      c === "'" ? (mark === "'" ? "\\'" : c) : { '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r' }[c]!,
    ) +
    mark
  )
}

/** As console.log shows it: text plainly. */
export const shown = (m: Machine, value: Value): string => (typeof value === 'string' ? value : inspect(m, value))
