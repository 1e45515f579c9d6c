/** Reason phrases (RFC 9110) and the text form of a head, for programs that show or log HTTP. */
const reasons: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  416: 'Requested Range Not Satisfiable',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Time-out',
}

export const reason = (status: number): string => reasons[status] ?? ''

export const headerLines = (headers: Readonly<Record<string, string>>, end = '\r\n'): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}${end}`)
    .join('')

export const headerOf = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]

export interface Url {
  readonly scheme: string
  readonly user?: string
  readonly host: string
  readonly port: number
  readonly path: string
}

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21 }

/** `http://user:pw@host:8080/path?query`; the scheme may be left out. */
export function parseUrl(text: string): Url | undefined {
  const match =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?(\/[^#]*|\?[^#]*)?(?:#.*)?$/i.exec(
      text,
    )
  if (!match || match[3] === '') return undefined
  const scheme = (match[1] ?? 'http').toLowerCase()
  const port = match[4] ? Number(match[4]) : (ports[scheme] ?? 0)
  if (port > 65535) return undefined
  const path = match[5] ?? '/'
  return {
    scheme,
    ...(match[2] === undefined ? {} : { user: match[2] }),
    host: match[3]!.replace(/^\[|\]$/g, ''),
    port,
    path: path.startsWith('/') ? path : `/${path}`,
  }
}

/** Whether a name needs no looking up. */
export const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':')

/** What `Host:` says. */
export const hostHeader = (url: Url): string => (url.port === ports[url.scheme] ? url.host : `${url.host}:${url.port}`)
