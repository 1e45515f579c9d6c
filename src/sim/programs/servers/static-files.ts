import { errnoOf } from '../face'
import { strftime } from '../clock'
import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'

/** Files as web servers give them out: types by their ending, safe paths, dates. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  mjs: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  ico: 'image/x-icon',
  pdf: 'application/pdf',
  md: 'text/markdown',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
}

export const typeOf = (path: string, otherwise = 'application/octet-stream'): string =>
  types[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? otherwise

export const httpDate = (seconds: number): string => strftime('%a, %d %b %Y %H:%M:%S GMT', seconds)

/** The path of a request without its query, unescaped, with `..` resolved; it cannot leave the root. */
export function cleanPath(target: string): string {
  const raw = target
    .replace(/[?#].*$/, '')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  const out: string[] = []
  for (const part of raw.split('/')) {
    if (part === '..') out.pop()
    else if (part !== '' && part !== '.') out.push(part)
  }
  return `/${out.join('/')}${raw.endsWith('/') && out.length > 0 ? '/' : ''}`
}

export type Found =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Bytes; readonly mtime: number }
  | { readonly kind: 'dir'; readonly path: string; readonly mtime: number }
  | { readonly kind: 'missing' | 'denied' }

/** What is at `root` + `path`. */
export function find(sys: Sys, root: string, path: string): Found {
  const full = (root + path).replace(/\/+$/, '') || '/'
  try {
    const stat = sys.stat(full)
    if (stat.kind === 'dir') return { kind: 'dir', path: full, mtime: stat.mtime }
    return { kind: 'file', path: full, bytes: sys.readFile(full), mtime: stat.mtime }
  } catch (error) {
    return { kind: errnoOf(error) === 'EACCES' ? 'denied' : 'missing' }
  }
}
