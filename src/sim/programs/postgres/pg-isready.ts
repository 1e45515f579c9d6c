import { exit, put, quietly } from '../face'
import { getopt, has, last } from '../options'
import { advance, hangUp, open, type Link } from './link'
import { fromString, targetOf } from './target'
import { version } from './version'
import type { Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * pg_isready: whether a server takes connections.
 *
 * @models postgres src/bin/scripts/pg_isready.c
 * @fidelity full
 */
interface Asking {
  readonly link: Link
  readonly quiet: boolean
  readonly until: number
}

export const pgIsready: Program<Asking> = {
  name: 'pg_isready',
  start: (sys) => quietly(() => begin(sys)),
  resume: (sys, state, wake) => quietly(() => step(sys, state, wake as Wake)),
}

function begin(sys: Sys): Turn<Asking> {
  const options = getopt(sys, sys.argv.slice(1), {
    short: 'd:h:p:qt:U:V',
    long: { 'dbname=': 'd', 'host=': 'h', 'port=': 'p', quiet: 'q', 'timeout=': 't', 'username=': 'U', version: 'V' },
  })
  if (!options) return exit(3)
  if (has(options, 'V')) return (put(sys, `pg_isready (PostgreSQL) ${version(sys)}\n`), exit(0))
  const [database, host, port, user] = ['d', 'h', 'p', 'U'].map((key) => last(options, key))
  const target = targetOf(
    sys,
    {
      ...(database !== undefined && (fromString(database) ?? { database })),
      ...(host !== undefined && { host }),
      ...(port !== undefined && { port }),
      ...(user !== undefined && { user }),
    },
    'pg_isready',
  )
  const until = sys.now() + Number(last(options, 't') ?? 3) * 1e6
  return step(sys, { link: open(sys, target), quiet: has(options, 'q'), until }, undefined)
}

function step(sys: Sys, state: Asking, wake: Wake | undefined): Turn<Asking> {
  const { link, on } = advance(sys, state.link, wake)
  const { host, port } = link.target
  const late = sys.now() >= state.until
  if (on && !late) return { turn: 'wait', state: { ...state, link }, on: [on, { on: 'timer', at: state.until }] }
  hangUp(sys, link)
  const status = late || link.unreachable ? 2 : 0
  if (!state.quiet) put(sys, `${host}:${port} - ${status === 0 ? 'accepting connections' : 'no response'}\n`)
  return exit(status)
}
