import { text } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { strftime } from '../clock'
import { orUndefined } from '../face'
import { directive, directives, parseConf, type Directive } from './nginx-conf'

/** What nginx makes of its configuration files. */
export interface NginxConfig {
  readonly version: string
  readonly servers: readonly Server[]
  readonly accessLog: string
  readonly errorLog: string
}

export interface Server {
  readonly ports: readonly number[]
  readonly names: readonly string[]
  readonly directives: readonly Directive[]
}

export const prefix = '/etc/nginx'

export function load(sys: Sys, file: string, version: string): NginxConfig | string {
  const stamp = `${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [emerg] ${sys.pid}#${sys.pid}: `
  const read = (path: string): readonly Directive[] | string => {
    const bytes = orUndefined(() => sys.readFile(path))
    if (bytes === undefined)
      return `${stamp}open() "${path}" failed (2: No such file or directory)\nnginx: [emerg] open() "${path}" failed (2: No such file or directory)\n`
    const parsed = parseConf(text(bytes))
    if (!('trouble' in parsed)) return expanded(parsed)
    const words = `${parsed.trouble} in ${path}:${parsed.line}`
    return `${stamp}${words}\nnginx: [emerg] ${words}\n`
  }
  const expanded = (found: readonly Directive[]): readonly Directive[] | string => {
    const out: Directive[] = []
    for (const each of found) {
      if (each.name === 'include') {
        for (const path of matching(sys, each.args[0]!)) {
          const inner = read(path)
          if (typeof inner === 'string') return inner
          out.push(...inner)
        }
      } else if (each.block) {
        const inner = expanded(each.block)
        if (typeof inner === 'string') return inner
        out.push({ ...each, block: inner })
      } else out.push(each)
    }
    return out
  }
  const all = read(file)
  return typeof all === 'string' ? all : configOf(all, version)
}

/** `conf.d/*.conf`: one star in the last part. */
function matching(sys: Sys, pattern: string): readonly string[] {
  const path = pattern.startsWith('/') ? pattern : `${prefix}/${pattern}`
  if (!path.includes('*')) return [path]
  const dir = path.slice(0, path.lastIndexOf('/'))
  const [head = '', tail = ''] = path.slice(dir.length + 1).split('*')
  const names = (orUndefined(() => sys.readdir(dir)) ?? []).map((entry) => entry.name)
  return names
    .filter((name) => name.startsWith(head) && name.endsWith(tail) && !name.startsWith('.'))
    .map((name) => `${dir}/${name}`)
}

function configOf(all: readonly Directive[], version: string): NginxConfig {
  const http = directive(all, 'http')?.block ?? []
  const inherited = http.filter((each) =>
    ['root', 'index', 'autoindex', 'error_page', 'default_type'].includes(each.name),
  )
  const servers = directives(http, 'server').map((server): Server => {
    const own = server.block ?? []
    const ports = directives(own, 'listen').map((listen) =>
      Number(/(\d+)$/.exec(listen.args[0]!.replace(/^\[.*\]:?/, ''))?.[1] ?? 80),
    )
    return {
      ports: [...new Set(ports.length > 0 ? ports : [80])],
      names: directive(own, 'server_name')?.args ?? [''],
      directives: [...own, ...inherited.filter((each) => !directive(own, each.name))],
    }
  })
  return {
    version,
    servers,
    accessLog: directive(http, 'access_log')?.args[0] ?? '/var/log/nginx/access.log',
    errorLog: directive(all, 'error_log')?.args[0] ?? '/var/log/nginx/error.log',
  }
}
