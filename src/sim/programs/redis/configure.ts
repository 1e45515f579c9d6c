import { utf8, type Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import type { Asked } from './asked'
import { configured } from './config'
import { fits } from './glob'
import { beginLog } from './persist'
import { bulks, error, ok, type Reply } from './reply'
import type { Server } from './state'

/** CONFIG: what the settings are, and other ones while the server runs. */
export function config({ sys, server }: Asked, [what = '', ...args]: readonly Bytes[]): Reply {
  switch (what.toLowerCase()) {
    case 'get':
      return bulks(
        Object.entries(server.config)
          .filter(([name]) => args.some((pattern) => fits(pattern, name, true)))
          .flat()
          .map(utf8),
      )
    case 'set':
      return configure(sys, server, args)
    case 'resetstat':
      server.stats = { connections: 0, commands: 0, hits: 0, misses: 0, expired: 0 }
      return ok
    case 'rewrite':
      return error('ERR The server is running without a config file')
    default:
      return error(`ERR unknown subcommand '${what}'. Try CONFIG HELP.`)
  }
}

const fixed = /^(port|databases|bind|appenddirname|appendfilename|logfile)$/

function configure(sys: Sys, server: Server, args: readonly Bytes[]): Reply {
  for (let i = 0; i < args.length; i += 2) {
    const [name = '', value = ''] = [args[i], args[i + 1]]
    const before = server.config
    if (fixed.test(name.toLowerCase()))
      return error(`ERR CONFIG SET failed (possibly related to argument '${name}') - can't set immutable config`)
    const next = configured(name.toLowerCase() === 'save' ? { ...before, save: '' } : before, name, [value])
    if (typeof next === 'string')
      return Object.hasOwn(before, name.toLowerCase())
        ? error(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${next}`)
        : error(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`)
    server.config = next
    if (next['appendonly'] === 'yes' && server.log === undefined) beginLog(sys, server)
    if (next['appendonly'] === 'no') delete server.log
  }
  return ok
}
