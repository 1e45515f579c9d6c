import { arg } from '../builtins/arguments'
import { jsonText } from '../modules/json'
import { dict, items, truth } from '../value/items'
import { str } from '../value/repr'
import { list, native, special, tuple, type Dict, type Special, type Value } from '../value/thing'
import { announce, announceGunicorn } from './announce'
import { response } from './pages'
import { jsonBody, newRequest } from './request'
import { listen } from './serve'
import { filled, rendered } from './templates'
import type { Machine, Native } from '../machine/core'

/** Flask: the application, its routes, and what its functions may give. */

export const flaskNatives: Readonly<Record<string, Native>> = {
  'flask.Flask': (m) => {
    const made = special('Flask', {
      routes: list([]),
      config: dict(),
      errors: dict(),
      logger: special('Logger', { name: 'app' }),
    })
    m.core.kept.set('flask', made)
    return made
  },
  'Flask.route': (_m, [path = '/'], named, self) => {
    const methods = named.get('methods')
    return special('flask.decorator', {
      app: self,
      path,
      methods: methods === undefined ? list(['GET', 'HEAD']) : list(items(methods)),
    })
  },
  ...Object.fromEntries(
    ['get', 'post', 'put', 'delete'].map((verb): [string, Native] => [
      `Flask.${verb}`,
      (_m, [path = '/'], _n, self) =>
        special('flask.decorator', { app: self, path, methods: list([verb.toUpperCase()]) }),
    ]),
  ),
  'flask.decorator.__call__': (_m, [fn = null], _n, self) => {
    const { m: held } = self as Special
    const routes = (held.get('app') as Special).m.get('routes') as { v: Value[] }
    routes.v.push(tuple([held.get('path')!, held.get('methods')!, fn]))
    return fn
  },
  'Flask.run': (m, args, named, self) => {
    const host = str(arg(args, 0, named, 'host', '127.0.0.1'))
    const port = Number(arg(args, 1, named, 'port', 5000n))
    announce(m, host, port, truth(arg(args, 2, named, 'debug', false)))
    listen(m, { what: 'flask', host, port, app: self as Special })
    return null
  },
  'Flask._gunicorn': (m, [host = '', port = 0n], _n, self) => {
    announceGunicorn(m, str(host), Number(port))
    listen(m, { what: 'gunicorn', host: str(host), port: Number(port), app: self as Special })
    return null
  },
  'flask.jsonify': (_m, args, named) =>
    response(
      `${jsonText(args.length === 1 ? args[0]! : args.length > 1 ? list(args) : dict([...named]))}\n`,
      200,
      'application/json',
    ),
  'flask.make_response': (_m, [body = '', status = 200n]) =>
    response(str(body), Number(status), 'text/html; charset=utf-8'),
  'flask.redirect': (_m, [to = '/']) => {
    const made = response('', 302, 'text/html; charset=utf-8')
    ;(made.m.get('headers') as Dict).m.set('sLocation', ['Location', to])
    return made
  },
  'flask.render_template': (m, [name = ''], named) => rendered(m, str(name), named),
  'flask.render_template_string': (m, [words = ''], named) => filled(m, str(words), named),
  'Response.set_cookie': () => null,
  'Request.get_json': (m, _a, _n, self) => jsonBody(m, self as Special),
}

const members = (names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, () => native(`flask.${name}`)]))

export const flaskModules: Readonly<Record<string, Readonly<Record<string, (m: Machine) => Value>>>> = {
  flask: {
    ...members('Flask jsonify make_response redirect render_template render_template_string'),
    Response: () => native('flask.make_response'),
    request: (m) => m.core.kept.get('request') ?? newRequest(m),
    __version__: () => '3.1.2',
  },
}
