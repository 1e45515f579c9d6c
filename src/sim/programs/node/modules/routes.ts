import { call } from '../machine/call'
import { text } from '../machine/convert'
import { arr, isKind, isThing, native, obj, truth, type Arr, type Obj, type Value } from '../machine/value'
import { decoded } from './forms'
import { ended } from './response'
import type { Machine, NativeFn } from '../machine/core'

/**
 * Routes of express.
 *
 * @models expressjs.com 4
 * @fidelity part: no regular expressions, no error handlers of four arguments
 */

/** Goes on to the next route that fits, or says that there is none. */
export function next(m: Machine, app: Obj, req: Obj, res: Obj, from: number): void {
  const routes = (app.m.get('.routes') as Arr).v as Arr[]
  for (let i = from; i < routes.length; i++) {
    const [verb, path, handler] = routes[i]!.v as [string, string, Value]
    const params = matched(verb, path, text(req.m.get('path')))
    if (params === undefined || !takes(verb, text(req.m.get('method')).toLowerCase())) continue
    req.m.set('params', obj(params))
    const after = native('express.next', obj({ app, req, res, '.at': i + 1 }))
    if (!isKind(handler, 'express')) return call(m, handler, [req, res, after], undefined, { kind: 'drop' })
    req.m.set('path', text(req.m.get('path')).slice(path === '/' ? 0 : path.length) || '/')
    return next(m, handler, req, res, 0)
  }
  if (!truth(res.m.get('headersSent'))) unrouted(m, req, res)
}

const takes = (verb: string, method: string): boolean =>
  verb === 'use' || verb === 'all' || verb === method || (method === 'head' && verb === 'get')

function unrouted(m: Machine, req: Obj, res: Obj): void {
  const words = `Cannot ${text(req.m.get('method'))} ${text(req.m.get('originalUrl'))}`
  res.m.set('statusCode', 404)
  ;(res.m.get('.headers') as Obj).m.set('Content-Type', 'text/html; charset=utf-8')
  ended(
    m,
    res,
    `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>${words}</pre>\n</body>\n</html>\n`,
  )
}

function matched(verb: string, pattern: string, path: string): Record<string, string> | undefined {
  if (pattern === '*' || pattern === '') return {}
  const names: string[] = []
  const source = pattern
    .replace(/\/$/, '')
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/:(\w+)/g, (_, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
  const match = new RegExp(`^${source}${verb === 'use' ? '(?:/.*)?' : '/?'}$`).exec(path)
  return match ? Object.fromEntries(names.map((name, i) => [name, decoded(match[i + 1]!)])) : undefined
}

/** Registers a route: a method (or `use`), a path and its handlers. */
export const route =
  (verb: string): NativeFn =>
  (_m, args, self) => {
    const path = typeof args[0] === 'string' ? args[0] : verb === 'use' ? '' : '*'
    const handlers = args
      .filter((each) => typeof each !== 'string')
      .flatMap((each) => (isThing(each) && each.t === 'arr' ? each.v : [each]))
    for (const handler of handlers) ((self as Obj).m.get('.routes') as Arr).v.push(arr([verb, path, handler]))
    return self
  }
