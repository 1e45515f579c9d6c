import { text } from '../../../../base/bytes'
import { orUndefined } from '../../face'
import { attribute } from '../machine/attributes'
import { textOf } from '../machine/texts'
import { unsimulated } from '../value/exceptions'
import { isThing, type Value } from '../value/thing'
import type { Machine } from '../machine/core'

/** Templates of Jinja, as far as {{ names }}. */

export function rendered(m: Machine, name: string, named: Map<string, Value>): Value {
  const folder = m.core.file.replace(/\/?[^/]*$/, '') || '.'
  const bytes = orUndefined(() => m.sys.readFile(`${folder}/templates/${name}`))
  if (bytes === undefined) throw unsimulated(`jinja2.exceptions.TemplateNotFound: ${name}`)
  return filled(m, text(bytes), named)
}

export function filled(m: Machine, words: string, named: Map<string, Value>): Value {
  if (/\{%/.test(words)) throw unsimulated('a template with {% %} is not simulated')
  return words.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, path: string) => {
    const [first = '', ...rest] = path.split('.')
    const found = rest.reduce(
      (value, name) =>
        isThing(value) && value.t === 'dict' ? (value.m.get(`s${name}`)?.[1] ?? null) : attribute(m, value, name),
      named.get(first) ?? null,
    )
    return found === null ? '' : textOf(m, found, '__str__')
  })
}
