import { failure } from './exceptions'
import { formatValue } from './format'
import { repr, str } from './repr'
import { isThing, type Value } from './thing'

/** str.format and the percent operator. */

/** `'%s is %d' % (a, b)`. */
export function formatPercent(template: string, args: Value): string {
  const list = isThing(args) && args.t === 'tuple' ? [...args.v] : [args]
  const named = isThing(args) && args.t === 'dict' ? args.m : undefined
  let used = 0
  const words = template.replace(
    /%(?:\((\w+)\))?([-+ 0#]*)(\d+|\*)?(?:\.(\d+))?([a-zA-Z%])/g,
    (
      _,
      name: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string,
    ) => {
      if (type === '%') return '%'
      if (name === undefined && used >= list.length)
        throw failure('TypeError', 'not enough arguments for format string')
      const value = name === undefined ? list[used++]! : (named?.get(`s${name}`)?.[1] ?? null)
      const align = flags.includes('-') ? '<' : '>'
      if (type === 's' || type === 'r')
        return formatValue(
          type === 'r' ? repr(value) : str(value),
          `${align}${width ?? ''}${precision === undefined ? '' : `.${precision}`}`,
        )
      if (typeof value === 'string') throw failure('TypeError', `%${type} format: a real number is required, not str`)
      const number = 'di'.includes(type) ? BigInt(Math.trunc(Number(value))) : value
      const spec = `${flags.includes('-') ? '<' : ''}${flags.includes('+') ? '+' : ''}${flags.includes('0') ? '0' : ''}${width ?? ''}${precision === undefined ? '' : `.${precision}`}${type === 'i' ? 'd' : type}`
      return formatValue(number, spec)
    },
  )
  if (
    named === undefined &&
    used < list.length &&
    !(list.length === 1 && used === 0 && isThing(args) && args.t === 'dict')
  )
    throw failure('TypeError', 'not all arguments converted during string formatting')
  return words
}

/** `'{} {name}'.format(a, name=b)`. `look` resolves what follows the name. */
export function formatBraces(
  template: string,
  args: readonly Value[],
  named: ReadonlyMap<string, Value>,
  look: (of: Value, path: string) => Value,
): string {
  let used = 0
  let by: 'order' | 'number' | undefined
  return template.replace(
    /\{\{|\}\}|\{([^{}!:]*)(?:!([rs]))?(?::((?:[^{}]|\{\})*))?\}/g,
    (all, field: string | undefined, convert: string | undefined, spec: string | undefined) => {
      if (all === '{{' || all === '}}') return all[0]!
      const [, name = '', path = ''] = /^([^.[]*)(.*)$/.exec(field ?? '')!
      if (name === '' ? by === 'number' : /^\d+$/.test(name) && by === 'order')
        throw failure(
          'ValueError',
          name === ''
            ? 'cannot switch from manual field specification to automatic field numbering'
            : 'cannot switch from automatic field numbering to manual field specification',
        )
      if (name === '') by = 'order'
      else if (/^\d+$/.test(name)) by = 'number'
      const at = name === '' ? used++ : /^\d+$/.test(name) ? Number(name) : undefined
      const found = at === undefined ? named.get(name) : args[at]
      if (found === undefined) {
        if (at !== undefined)
          throw failure('IndexError', `Replacement index ${at} out of range for positional args tuple`)
        throw failure('KeyError', name)
      }
      const value = look(found, path)
      return formatValue(
        convert === 'r' ? repr(value) : value,
        (spec ?? '').replace('{}', () => str(args[used++] ?? '')),
      )
    },
  )
}
