import { utf8 } from '../../../base/bytes'
import { orUndefined, put } from '../face'
import { complaintText } from './complaint'
import { drawn } from './print'
import type { Psql } from './psql-state'
import type { Complaint, Described, FromServer } from './wire'
import type { Sys } from '../../wire/sys'

/** What psql makes of what the server says. */
export function heard(sys: Sys, state: Psql, message: FromServer): Psql {
  switch (message.type) {
    case 'RowDescription':
      return { ...state, ...(state.asked && { asked: { ...state.asked, columns: message.columns } }) }
    case 'DataRows':
      drawRows(sys, state, message.rows)
      return state
    case 'CommandComplete':
      return completed(sys, state, message.tag)
    case 'NoticeResponse':
      sys.write(2, utf8(`${prefix(state)}${complaintText(message, '')}`))
      return state
    case 'ErrorResponse':
      return complained(sys, state, message)
    case 'ReadyForQuery':
      return readied(sys, state, message)
    case 'Description':
      drawTables(sys, state, message.found)
      return state
    default:
      return state
  }
}

function drawRows(sys: Sys, state: Psql, rows: readonly (readonly (string | null)[])[]): void {
  const { columns = [], expanded, draw } = state.asked ?? {}
  if (draw && draw.none !== '' && rows.length === 0) {
    if (!state.quiet) sys.write(2, utf8(`${draw.none}\n`))
    return
  }
  const screen = orUndefined(() => (sys.isatty(1) ? sys.winsize(1).cols : undefined))
  const grid = { columns, rows, ...(draw && { title: draw.title }), ...(draw?.footer === false && { footer: [] }) }
  put(sys, drawn(grid, expanded ? { ...state.look, expanded: true } : state.look, screen))
}

function drawTables(sys: Sys, state: Psql, found: readonly Described[]): void {
  if (found.length === 0 && !state.quiet) sys.write(2, utf8(`${state.asked?.draw?.none ?? ''}\n`))
  for (const { name, columns, footer } of found)
    put(
      sys,
      drawn(
        {
          title: `Table "public.${name}"`,
          columns: ['Column', 'Type', 'Collation', 'Nullable', 'Default'].map((each) => ({ name: each, type: 'text' })),
          rows: columns.map(({ name: column, type, notNull, initial }) => [
            column,
            type,
            '',
            notNull ? 'not null' : '',
            initial,
          ]),
          footer,
        },
        { ...state.look, expanded: false },
      ),
    )
}

function completed(sys: Sys, state: Psql, tag: string): Psql {
  const rows = state.asked?.columns !== undefined
  const silent = state.quiet || (rows && /^(SELECT|SHOW|EXPLAIN)/.test(tag)) || state.asked?.draw !== undefined
  if (!silent) put(sys, `${tag}\n`)
  if (!state.asked) return state
  const { columns: _, ...asked } = state.asked
  return { ...state, asked }
}

const prefix = (state: Psql): string =>
  state.source?.name === undefined ? '' : `psql:${state.source.name}:${state.asked?.line ?? state.source.line}: `

function complained(sys: Sys, state: Psql, error: Complaint): Psql {
  sys.write(2, utf8(`${prefix(state)}${complaintText(error, state.asked?.query ?? '')}`))
  return state.asked ? { ...state, asked: { ...state.asked, failed: true } } : state
}

function readied(sys: Sys, from: Psql, message: Extract<FromServer, { type: 'ReadyForQuery' }>): Psql {
  const { asked, ...rest } = from
  const state = {
    ...rest,
    standing: message.status,
    superuser: message.superuser,
    link: { ...from.link, target: { ...from.link.target, database: message.database } },
  }
  if (!asked) return state
  if (from.timing && asked.draw === undefined) put(sys, `Time: ${((sys.now() - asked.at) / 1000).toFixed(3)} ms\n`)
  if (!asked.failed) return state
  const scripted = from.source !== undefined && !from.interactive
  if (scripted && from.variables['ON_ERROR_STOP'] !== undefined) return stopped(sys, state)
  return scripted || from.interactive
    ? state
    : { ...state, status: 1, ...(from.variables['ON_ERROR_STOP'] !== undefined && { jobs: [] }) }
}

/** ON_ERROR_STOP: nothing more is read. */
export function stopped(_sys: Sys, state: Psql): Psql {
  const { source: _, ...rest } = state
  return { ...rest, jobs: [], buffer: '', status: 3 }
}
