import { respond } from '../respond'
import type { Handler } from '../request'

/** @models moby daemon/server/router/system ping; the first thing that every client asks @fidelity full */
export const ping: Handler = (d, req) =>
  respond(
    d,
    req,
    200,
    {
      'Builder-Version': '2',
      'Cache-Control': 'no-cache, no-store, must-revalidate',
      'Content-Length': req.http.method === 'HEAD' ? '0' : '2',
      'Content-Type': 'text/plain; charset=utf-8',
      Pragma: 'no-cache',
      Swarm: 'inactive',
    },
    req.http.method === 'HEAD' ? '' : 'OK',
  )
