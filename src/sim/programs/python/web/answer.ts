import { utf8, type Bytes } from '../../../../base/bytes'
import { strftime } from '../../clock'
import { httpDate } from '../../servers/static-files'
import { textOf } from '../machine/texts'
import { jsonText } from '../modules/json'
import { pythonVersion } from '../modules/version'
import { dict } from '../value/items'
import { str } from '../value/repr'
import { isThing, type Dict, type Value } from '../value/thing'
import { said, type Asked, type Serving } from './asked'
import type { Machine, Native, Waiting } from '../machine/core'

/** What a handler gave, as a response. */
const serverNames: Readonly<Record<Serving['what'], (m: Machine) => string>> = {
  handler: (m) => `BaseHTTP/0.6 Python/${pythonVersion(m)}`,
  gunicorn: () => 'gunicorn',
  flask: (m) => `Werkzeug/3.1.3 Python/${pythonVersion(m)}`,
}

/** Sends what a handler gave and waits for the next request. */
export function answered(m: Machine, value: Value, asked: Asked): void {
  const waiting = m.core.kept.get('serving') as unknown as Waiting
  const { what } = waiting['serving'] as Serving
  const { status, headers, body } = what === 'handler' ? fromHandler(m) : fromFlask(m, value)
  const seconds = Math.floor(m.sys.now() / 1e6)
  m.sys.send(asked.fd, {
    kind: 'http.response',
    exchange: asked.exchange,
    status,
    headers: {
      Server: serverNames[what](m),
      Date: httpDate(seconds),
      ...headers,
      ...(what !== 'handler' && { 'Content-Length': String(body.length) }),
      Connection: 'close',
    },
    body: asked.method === 'HEAD' ? '' : body,
    more: false,
  })
  if (what !== 'gunicorn') said(m, logLine(asked, status, seconds))
  m.core.kept.delete('serving')
  m.core.waiting = waiting
}

const logLine = ({ remote, method, path }: Asked, status: number, seconds: number): string =>
  `${remote} - - [${strftime('%d/%b/%Y %H:%M:%S', seconds)}] "${method} ${path} HTTP/1.1" ${status} -\n`

export const answerNatives: Readonly<Record<string, Native>> = {
  '.answered': (m, [value = null], named) => {
    answered(m, value, named.get('serving') as unknown as Asked)
    return null
  },
}

interface Reply {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Bytes
}

function fromHandler(m: Machine): Reply {
  const headers = Object.fromEntries(
    [...((m.core.kept.get('handler.headers') ?? dict()) as Dict).m.values()].map(([key, value]) => [
      str(key),
      str(value),
    ]),
  )
  return {
    status: Number(m.core.kept.get('handler.status') ?? 200n),
    headers,
    body: str(m.core.kept.get('handler.body') ?? ''),
  }
}

function fromFlask(m: Machine, value: Value): Reply {
  if (isThing(value) && value.t === 'tuple') {
    const [body = null, status = 200n] = value.v
    return { ...fromFlask(m, body), status: Number(status) }
  }
  if (isThing(value) && value.t === 'special' && value.kind === 'Response') {
    const more = Object.fromEntries(
      [...(value.m.get('headers') as Dict).m.values()].map(([key, each]) => [str(key), str(each)]),
    )
    return {
      status: Number(value.m.get('status_code')),
      headers: { 'Content-Type': str(value.m.get('type') ?? ''), ...more },
      body: utf8(str(value.m.get('body') ?? '')),
    }
  }
  if (isThing(value) && (value.t === 'dict' || value.t === 'list'))
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: utf8(`${jsonText(value)}\n`) }
  if (value === null) return { status: 500, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: failed }
  const words = isThing(value) && value.t === 'bytes' ? value.s : utf8(textOf(m, value, '__str__'))
  return { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: words }
}

const failed =
  '<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.</p>\n'
