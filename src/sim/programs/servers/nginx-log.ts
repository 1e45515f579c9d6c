import { utf8, type Bytes } from '../../../base/bytes'
import type { HttpRequest } from '../../wire/http'
import type { Sys } from '../../wire/sys'
import { strftime } from '../clock'
import { orUndefined } from '../face'
import type { Answer } from './http'
import type { NginxConfig } from './nginx-load'

/** What nginx writes into its logs, in the words and the form of the real one. */
/** Log files of the image are links to /dev/stdout and /dev/stderr. */
function append(sys: Sys, path: string, line: Bytes): void {
  if (path === 'off') return
  const target = orUndefined(() => sys.readlink(path)) ?? path
  if (target === '/dev/stdout') return sys.write(1, line)
  if (target === '/dev/stderr' || target === 'stderr') return sys.write(2, line)
  const fd = orUndefined(() => sys.open(path, { write: true, append: true, create: true }, 0o644))
  if (fd === undefined) return
  sys.write(fd, line)
  sys.close(fd)
}

export function notice(sys: Sys, config: NginxConfig, words: string, level = 'notice'): void {
  append(
    sys,
    config.errorLog,
    utf8(`${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [${level}] ${sys.pid}#${sys.pid}: ${words}\n`),
  )
}

export function logAccess(sys: Sys, config: NginxConfig, request: HttpRequest, remote: string, answer: Answer): void {
  const time = strftime('%d/%b/%Y:%H:%M:%S +0000', sys.now() / 1e6)
  const field = (name: string) => request.headers[name] ?? '-'
  const size = request.method === 'HEAD' ? 0 : answer.body.length
  append(
    sys,
    config.accessLog,
    utf8(
      `${remote} - - [${time}] "${request.method} ${request.path} HTTP/1.1" ${answer.status} ${size} "${field('Referer')}" "${field('User-Agent')}" "${field('X-Forwarded-For')}"\n`,
    ),
  )
}
