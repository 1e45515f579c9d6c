import { utf8 } from '../../../base/bytes'
import type { Fd, Sys } from '../../wire/sys'
import type { Doc } from './bson'

/** One line of the log is one JSON text; the short fields are padded, so that the lines stand below each other. */
export interface Line {
  readonly level: 'I' | 'W' | 'E' | 'F'
  readonly component: string
  readonly id: number
  readonly ctx: string
  readonly msg: string
  readonly attr?: Doc
  readonly tags?: readonly string[]
}

/** A line as it is told: what goes without saying is added where it is written. */
export type Told = Pick<Line, 'component' | 'id' | 'msg'> & Partial<Line>

export const millis = (sys: Sys): number => Math.floor(sys.now() / 1000)

/** As `2025-09-01T12:00:00.000+00:00`. */
export const stamped = (at: number): string => new Date(at).toISOString().replace('Z', '+00:00')

/**
 * A line as it is written, without its end.
 *
 * @models mongodb src/mongo/logv2/json_formatter.cpp
 */
export function written(sys: Sys, { level, component, id, ctx, msg, attr, tags }: Line): string {
  const head = `{"t":{"$date":"${stamped(millis(sys))}"},"s":"${level}",  "c":${`"${component}",`.padEnd(11)} "id":${`${id},`.padEnd(8)} "ctx":"${ctx}","msg":${JSON.stringify(msg)}`
  const more = `${attr === undefined ? '' : `,"attr":${JSON.stringify(attr)}`}${tags === undefined ? '' : `,"tags":${JSON.stringify(tags)}`}`
  return `${head}${more}}`
}

export const log = (sys: Sys, out: Fd, line: Line): void => sys.write(out, utf8(`${written(sys, line)}\n`))
