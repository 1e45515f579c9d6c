import { text as fromUtf8 } from '../../../../base/bytes'
import { find, typeOf as mimeOf } from '../../servers/static-files'
import { callSync } from '../machine/call'
import { number, text } from '../machine/convert'
import { arr, native, obj, type Obj } from '../machine/value'
import { formOf } from './forms'
import { listen } from './http'
import { absolute } from './path'
import { ended, header } from './response'
import { next, route } from './routes'
import type { NativeFn } from '../machine/core'

/**
 * express: applications, routers and what reads bodies.
 *
 * @models expressjs.com 4
 * @fidelity part: json, urlencoded, text and static
 */

export const expressNatives: Readonly<Record<string, NativeFn>> = {
  express: () => obj({ '.routes': arr([]), locals: obj() }, 'express'),
  'express.Router': () => obj({ '.routes': arr([]) }, 'express'),
  'express.json': () => native('.body', 'json'),
  'express.urlencoded': () => native('.body', 'form'),
  'express.text': () => native('.body', 'text'),
  'express.static': (m, [root]) => native('.static', absolute(m, text(root))),
  '.body': (m, [req, , after], kind) => {
    const { m: held } = req as Obj
    const words = text(held.get('.body'))
    const type = text((held.get('headers') as Obj).m.get('content-type') ?? '')
    if (kind === 'json' && /json/.test(type) && words !== '')
      held.set('body', callSync(m, native('JSON.parse'), [words]))
    else if (kind === 'form' && /urlencoded/.test(type)) held.set('body', formOf(words))
    else if (kind === 'text') held.set('body', words)
    else if (held.get('body') === undefined) held.set('body', obj())
    callSync(m, after, [])
    return undefined
  },
  '.static': (m, [req, res, after], root) => {
    const path = text((req as Obj).m.get('path'))
    const found = find(m.sys, text(root), path.endsWith('/') ? `${path}index.html` : path)
    if (found.kind !== 'file' || text((req as Obj).m.get('method')) !== 'GET')
      return (callSync(m, after, []), undefined)
    const type = mimeOf(found.path)
    header(res, 'Content-Type', /^text|javascript|json/.test(type) ? `${type}; charset=utf-8` : type)
    ended(m, res as Obj, fromUtf8(found.bytes))
    return undefined
  },
  'express.next': (m, [error], self) => {
    const { m: held } = self as Obj
    if (error !== undefined) throw { kind: 'thrown', value: error, where: '' }
    next(m, held.get('app') as Obj, held.get('req') as Obj, held.get('res') as Obj, number(held.get('.at')))
    return undefined
  },
  ...Object.fromEntries(
    ['get', 'post', 'put', 'delete', 'patch', 'all', 'use'].map((verb) => [`express#${verb}`, route(verb)]),
  ),
  'express#listen': (m, args, self) => listen(m, self, args),
  'express#set': (_m, _a, self) => self,
  'express#disable': (_m, _a, self) => self,
  'Request#get': (_m, [key], self) => ((self as Obj).m.get('headers') as Obj).m.get(text(key).toLowerCase()),
  'Request#setEncoding': (_m, _a, self) => self,
  'Request#resume': (_m, _a, self) => self,
  'Request#on': (m, [name, fn], self) => {
    const body = text((self as Obj).m.get('.body'))
    if (name === 'data' && body !== '') m.core.tasks.push({ call: fn, args: [obj({ '.text': body }, 'Buffer')] })
    if (name === 'end') m.core.tasks.push({ call: fn, args: [] })
    return self
  },
}
