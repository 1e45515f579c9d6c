import { utf8 } from '../../../../base/bytes'
import { dict, items } from '../value/items'
import { str } from '../value/repr'
import { isThing, native, special, type Class, type Dict, type Special, type Value } from '../value/thing'
import { listen } from './serve'
import type { Machine, Native } from '../machine/core'

/** http.server with the program's own handler. */

export const handlerNatives: Readonly<Record<string, Native>> = {
  'http.server.HTTPServer': (_m, [where = null, handler = null]) => special('HTTPServer', { where, handler }),
  'HTTPServer.serve_forever': (m, _a, _n, self) => {
    const [, port = 8000n] = items((self as Special).m.get('where')!)
    listen(m, { what: 'handler', host: '0.0.0.0', port: Number(port), app: self as Special })
    return null
  },
  'HTTPServer.server_close': () => null,
  'HTTPServer.__enter__': (_m, _a, _n, self) => self,
  'HTTPServer.__exit__': () => null,
  'handler.send_response': (m, [status = 200n], _n) => (m.core.kept.set('handler.status', status), null),
  'handler.send_header': (m, [name = '', value = '']) => {
    const held = (m.core.kept.get('handler.headers') ?? dict()) as Dict
    held.m.set(`s${str(name)}`, [str(name), str(value)])
    m.core.kept.set('handler.headers', held)
    return null
  },
  'handler.end_headers': () => null,
  'handler.log_message': () => null,
  'handler.wfile.write': (m, [words = '']) => {
    m.core.kept.set(
      'handler.body',
      str(m.core.kept.get('handler.body') ?? '') + (isThing(words) && words.t === 'bytes' ? words.s : utf8(str(words))),
    )
    return null
  },
}

const handlerClass = (): Class => ({
  t: 'class',
  name: 'BaseHTTPRequestHandler',
  bases: [],
  m: new Map(
    ['send_response', 'send_header', 'end_headers', 'log_message'].map((name) => [name, native(`handler.${name}`)]),
  ),
})

export const handlerModules: Readonly<Record<string, Readonly<Record<string, (m: Machine) => Value>>>> = {
  'http.server': {
    HTTPServer: () => native('http.server.HTTPServer'),
    ThreadingHTTPServer: () => native('http.server.HTTPServer'),
    BaseHTTPRequestHandler: handlerClass,
  },
  http: {},
}
