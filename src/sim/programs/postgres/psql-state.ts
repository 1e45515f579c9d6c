import type { Link } from './link'
import type { Look } from './print'
import type { Job } from './psql-options'
import type { Column, Standing } from './wire'
import type { Lines } from '../asking'
import type { Fd } from '../../wire/sys'

/** Where statements come from. */
export interface Source {
  readonly kind: 'input' | 'file'
  /** Named in complaints, with the line. */
  readonly name?: string
  readonly pending: string
  readonly ended: boolean
  readonly line: number
}

/** What was sent and is not answered to its end. */
export interface Asked {
  readonly query: string
  readonly at: number
  readonly failed: boolean
  readonly line?: number
  readonly columns?: readonly Column[]
  readonly expanded?: boolean
  /** What one of psql's own commands makes of the answer. */
  readonly draw?: Drawing
}

/** A list of things, or the tables that a name fits; `pattern` is what was asked for, if anything. */
export interface Drawing {
  readonly kind: 'list' | 'describe'
  readonly title: string
  readonly none: string
  readonly footer: boolean
}

export interface Psql {
  readonly link: Link
  /** The connection before \c, kept until the new one is there. */
  readonly before?: Link
  readonly look: Look
  readonly quiet: boolean
  readonly echo: boolean
  readonly password: 'never' | 'always' | 'asked'
  readonly variables: Readonly<Record<string, string>>
  readonly jobs: readonly Job[]
  readonly interactive: boolean
  readonly begun: boolean
  /** What a person types, and what of it is not in the history yet. */
  readonly lines: Lines
  readonly entry: string
  readonly source?: Source
  /** What has been read of a statement that is not whole yet. */
  readonly buffer: string
  readonly asked?: Asked
  readonly prompting?: { readonly fd: Fd; readonly echo: boolean; readonly opened: boolean; readonly typed: string }
  readonly standing: Standing
  readonly superuser: boolean
  readonly server: string
  readonly major: number
  readonly timing: boolean
  readonly failedCommand?: boolean
  readonly status: number
}
