import type { Bytes } from '../../../base/bytes'
import { send, type Act, type Asked } from './asked'
import { fits } from './glob'
import { array, bulk, bulks, error, integer, type Reply } from './reply'

/** PUBLISH and SUBSCRIBE. */
export function subscribe(what: 'channels' | 'patterns', word: string): Act {
  return ({ sys, conn }, names) => {
    for (const name of names) {
      if (!conn[what].includes(name)) conn[what] = [...conn[what], name]
      send(sys, conn, array([bulk(word), bulk(name), integer(conn.channels.length + conn.patterns.length)]))
    }
    return undefined
  }
}

export function unsubscribe(what: 'channels' | 'patterns', word: string): Act {
  return ({ sys, conn }, given) => {
    const names = given.length > 0 ? given : conn[what]
    for (const name of names.length > 0 ? names : [undefined]) {
      conn[what] = conn[what].filter((each) => each !== name)
      send(sys, conn, array([bulk(word), bulk(name), integer(conn.channels.length + conn.patterns.length)]))
    }
    return undefined
  }
}

export function publish({ sys, server }: Asked, [channel = '', message = '']: readonly Bytes[]): Reply {
  let reached = 0
  for (const conn of server.conns) {
    const patterns = conn.patterns.filter((pattern) => fits(pattern, channel))
    if (conn.channels.includes(channel)) send(sys, conn, bulks(['message', channel, message]))
    for (const pattern of patterns) send(sys, conn, bulks(['pmessage', pattern, channel, message]))
    reached += patterns.length + (conn.channels.includes(channel) ? 1 : 0)
  }
  return integer(reached)
}

export function pubsub({ server }: Asked, [what = '', ...args]: readonly Bytes[]): Reply {
  const channels = [...new Set(server.conns.flatMap((conn) => conn.channels))]
  switch (what.toLowerCase()) {
    case 'channels':
      return bulks(channels.filter((channel) => args[0] === undefined || fits(args[0], channel)))
    case 'numsub':
      return array(
        args.flatMap((name) => [
          bulk(name),
          integer(server.conns.filter((conn) => conn.channels.includes(name)).length),
        ]),
      )
    case 'numpat':
      return integer(new Set(server.conns.flatMap((conn) => conn.patterns)).size)
    default:
      return error(`ERR unknown subcommand '${what}'. Try PUBSUB HELP.`)
  }
}
