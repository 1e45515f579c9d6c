import { rawJson } from '../../../base/json'
import { compile, execute, type Template } from './template/run'
import { TemplateError } from './template/node'
import type { GoValue } from './template/value'

/**
 * What `inspect` prints of the JSON of objects: an indented list, or a template for each.
 *
 * @models docker/cli cli/command/inspect/inspector.go
 * @fidelity full
 */
export interface Inspection {
  readonly out: string
  readonly errors: readonly string[]
  readonly status: number
}

export function inspection(format: string, found: readonly GoValue[], missing: readonly string[]): Inspection {
  if (format === '' || format === 'json') {
    const out = format === '' ? `${found.length === 0 ? '[]' : rawJson(found, '    ')}\n` : `${rawJson(found)}\n`
    return { out, errors: missing, status: missing.length > 0 ? 1 : 0 }
  }
  let template: Template
  try {
    template = compile(format)
  } catch (error) {
    return { out: '', errors: [`template parsing error: ${(error as Error).message}`], status: 64 }
  }
  let out = ''
  try {
    for (const object of found) out += `${rendered(template, object)}\n`
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { out: `${out}\n`, errors: [`template parsing error: ${error.message}`, ...missing], status: 1 }
  }
  return { out: out === '' && missing.length > 0 ? '\n' : out, errors: missing, status: missing.length > 0 ? 1 : 0 }
}

/** First as Go's struct, where an unknown field is an error; then as raw JSON, whose error is the one shown. */
function rendered(template: Template, object: GoValue): string {
  try {
    return execute({ ...template, objects: 'typed' }, object)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return execute({ ...template, objects: 'raw' }, object)
  }
}
