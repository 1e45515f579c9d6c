import { utf8 } from '../../../../base/bytes'
import type { Fd } from '../../../wire/sys'
import type { Machine } from '../machine/core'
import type { Special } from '../value/thing'

/**
 * Flask and http.server: routes and handlers are the program's own functions; requests come in one at a time.
 *
 * @models Flask 3.1, Werkzeug 3.1, gunicorn 23, http.server
 * @fidelity part: no blueprints, sessions or Jinja beyond {{ names }}; gunicorn's worker is the same process
 */
export interface Asked {
  readonly fd: Fd
  readonly exchange: number
  readonly method: string
  readonly path: string
  readonly remote: string
}

export interface Serving {
  readonly what: 'flask' | 'gunicorn' | 'handler'
  readonly host: string
  readonly port: number
  readonly app: Special
}

export const said = (m: Machine, words: string): void => m.sys.write(2, utf8(words))
