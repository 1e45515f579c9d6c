import { table } from '../../../base/table'
import { compile, execute } from './template/run'
import { TemplateError } from './template/node'
import type { Row } from './template/value'

/**
 * `--format`: `table`, `table TEMPLATE`, `json`, `raw` or a template, and the default table of each listing.
 *
 * @models docker/cli cli/command/formatter/formatter.go
 * @fidelity part: `raw` is not there
 */
export interface Listing {
  /** What was asked for; '' for the default. */
  readonly format: string
  /** Template of the default table. */
  readonly standard: string
  /** Column heads by field. */
  readonly heads: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
  /** Template of `-q`, used with the default and the table format. */
  readonly quiet?: string | undefined
}

export type Written = { readonly text: string } | { readonly error: string }

export function write(l: Listing): Written {
  const asked = l.format === '' ? 'table' : l.format
  const isTable = asked.startsWith('table')
  const own = asked.slice('table'.length).trim()
  const quiet = l.quiet !== undefined && (asked === 'table' || asked === '')
  const source = quiet ? l.quiet! : isTable ? (own === '' ? l.standard : own) : asked === 'json' ? '{{json .}}' : asked
  const body = source.replaceAll('\\t', '\t').replaceAll('\\n', '\n')
  try {
    const template = compile(body)
    const lines = l.rows.map((row) => execute(template, row))
    if (quiet || !isTable) return { text: lines.map((line) => `${line}\n`).join('') }
    const head = execute({ ...template, header: true }, { row: 'map[string]string', methods: l.heads, open: true })
    return { text: table([head, ...lines].flatMap((line) => line.split('\n')).map((line) => line.split('\t'))) }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { error: `template parsing error: ${error.message}` }
  }
}
