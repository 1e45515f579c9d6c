import type { Address } from '../wire/address'
import type { ConnPayload, HttpRequest } from '../wire/http'
import type { RpcCall, RpcReply, RpcStream } from '../wire/rpc'
import type { SysReturn } from '../wire/syscall'
import type { Daemon } from './state'

/** A request that found its route. */
export interface Request {
  readonly http: HttpRequest
  readonly from: Address
  /** What the `{name}` parts of the route's pattern matched, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** The first value of each query parameter, decoded. */
  readonly query: Readonly<Record<string, string>>
}

export type Handler = (d: Daemon, req: Request) => void

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** `/containers/{name}/json`; `{name:.*}` also matches slashes, as in moby's router. */
  readonly pattern: string
  readonly handler: Handler
}

/** What an answer may be: of another daemon, of the kernel, or nothing (a timer). */
export type Answer = RpcReply | SysReturn | undefined

/** Goes on after an answer; `data` is what its `Then` said (`never`: each verb knows the shape that it stored itself). */
export type Continuation = (d: Daemon, data: never, answer: never) => void
export type Continuations = Readonly<Record<string, Continuation>>

/** Listens to a connection (state `conns`): all but requests arrive here. */
export type ConnHandler = (d: Daemon, data: never, payload: Exclude<ConnPayload, HttpRequest>, from: Address) => void
export type ConnHandlers = Readonly<Record<string, ConnHandler>>

/** Calls that other daemons make to dockerd (buildkit's), by method. */
export type CallHandlers = Readonly<Record<string, (d: Daemon, call: RpcCall, from: Address) => void>>

/** Messages of a server stream, by the name of the `Then` that waits for the stream's end. */
export type StreamHandlers = Readonly<Record<string, (d: Daemon, data: never, stream: RpcStream) => void>>

/** Every value of one query parameter: `names=a&names=b`. */
export const queryAll = (req: Request, name: string): readonly string[] => {
  const at = req.http.path.indexOf('?')
  return at < 0 ? [] : pairs(req.http.path.slice(at + 1)).flatMap(([key, value]) => (key === name ? [value] : []))
}

/** `a=1&b=x%20y` as pairs. */
export const pairs = (query: string): readonly (readonly [string, string])[] =>
  query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [key, ...value] = part.split('=')
      return [unescapeQuery(key!), unescapeQuery(value.join('='))] as const
    })

export const unescapeQuery = (text: string): string => unescapePath(text.replace(/\+/g, ' '))

export function unescapePath(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
