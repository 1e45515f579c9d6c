import type { Route } from '../../locale/saying'

export interface Routed {
  readonly route: Route
  /** The container, image or blob that the request is about, as a person would name it. */
  readonly subject: string
}

type Rule = readonly [
  method: RegExp,
  path: RegExp,
  route: Route,
  subject?: (match: RegExpExecArray, query: Readonly<Record<string, string>>) => string,
]

const first = (match: RegExpExecArray): string => short(match[1] ?? '')
const last = (match: RegExpExecArray): string => short(match[match.length - 1] ?? '')

/** A long digest or ID as the CLI shows it. */
const short = (name: string): string => name.replace(/^(sha256:)?([0-9a-f]{12})[0-9a-f]+$/, '$2')

const tagged = (name: string, tag: string | undefined): string =>
  (tag ? `${name}${tag.startsWith('sha256:') ? '@' : ':'}${short(tag)}` : name).replace(/^docker\.io\/(library\/)?/, '')
const manifest = (match: RegExpExecArray): string => tagged((match[1] ?? '').replace(/^library\//, ''), match[2])

/** In order: the first that fits is it. Engine paths come without their version. */
const rules: readonly Rule[] = [
  [/HEAD|GET/, /^\/_ping$/, 'ping'],
  [/GET/, /^\/version$/, 'version'],
  [/GET/, /^\/info$/, 'info'],
  [/GET/, /^\/system\/df$/, 'df'],
  [/GET/, /^\/events$/, 'events'],
  [/POST/, /^\/auth$/, 'auth'],
  [/GET/, /^\/images\/search$/, 'search', (_m, q) => q['term'] ?? ''],
  [/POST/, /^\/containers\/create$/, 'container.create', (_m, q) => q['name'] ?? ''],
  [/GET/, /^\/containers\/json$/, 'container.list'],
  [/POST/, /^\/containers\/prune$/, 'container.prune'],
  [/GET/, /^\/containers\/([^/]+)\/json$/, 'container.inspect', first],
  [/POST/, /^\/containers\/([^/]+)\/start$/, 'container.start', first],
  [/POST/, /^\/containers\/([^/]+)\/stop$/, 'container.stop', first],
  [/POST/, /^\/containers\/([^/]+)\/kill$/, 'container.kill', first],
  [/POST/, /^\/containers\/([^/]+)\/restart$/, 'container.restart', first],
  [/POST/, /^\/containers\/([^/]+)\/pause$/, 'container.pause', first],
  [/POST/, /^\/containers\/([^/]+)\/unpause$/, 'container.unpause', first],
  [/POST/, /^\/containers\/([^/]+)\/wait$/, 'container.wait', first],
  [/POST/, /^\/containers\/([^/]+)\/attach$/, 'container.attach', first],
  [/POST/, /^\/containers\/([^/]+)\/resize$/, 'container.resize', first],
  [/GET/, /^\/containers\/([^/]+)\/logs$/, 'container.logs', first],
  [/GET/, /^\/containers\/([^/]+)\/top$/, 'container.top', first],
  [/GET/, /^\/containers\/([^/]+)\/stats$/, 'container.stats', first],
  [/GET|HEAD/, /^\/containers\/([^/]+)\/archive$/, 'container.files', first],
  [/PUT/, /^\/containers\/([^/]+)\/archive$/, 'container.fill', first],
  [/GET/, /^\/containers\/([^/]+)\/export$/, 'container.files', first],
  [/GET/, /^\/containers\/([^/]+)\/changes$/, 'container.changes', first],
  [/POST/, /^\/containers\/([^/]+)\/rename$/, 'container.rename', first],
  [/POST/, /^\/containers\/([^/]+)\/update$/, 'container.update', first],
  [/DELETE/, /^\/containers\/([^/]+)$/, 'container.remove', first],
  [/POST/, /^\/containers\/([^/]+)\/exec$/, 'exec.create', first],
  [/POST/, /^\/exec\/([^/]+)\/start$/, 'exec.start', first],
  [/GET/, /^\/exec\/([^/]+)\/json$/, 'exec.inspect', first],
  [/./, /^\/containers\/([^/]+)/, 'container.other', first],
  [/POST/, /^\/images\/create$/, 'image.pull', (_m, q) => tagged(q['fromImage'] ?? '', q['tag'])],
  [/POST/, /^\/images\/(.+)\/push$/, 'image.push', (m, q) => tagged(m[1] ?? '', q['tag'])],
  [/POST/, /^\/images\/(.+)\/tag$/, 'image.tag', first],
  [/GET/, /^\/images\/json$/, 'image.list'],
  [/GET/, /^\/images\/(.+)\/json$/, 'image.inspect', first],
  [/GET/, /^\/images\/(.+)\/history$/, 'image.history', first],
  [/DELETE/, /^\/images\/(.+)$/, 'image.remove', first],
  [/POST/, /^\/images\/prune$/, 'image.prune'],
  [/POST/, /^\/images\/load$/, 'image.load'],
  [/GET/, /^\/images\/(?:.+\/)?get$/, 'image.save'],
  [/POST/, /^\/commit$/, 'image.commit', (_m, q) => short(q['container'] ?? '')],
  [/POST/, /^\/build$/, 'image.build'],
  [/POST/, /^\/grpc$/, 'image.control'],
  [/POST/, /^\/session$/, 'image.files'],
  [/POST/, /^\/build\/prune$/, 'build.prune'],
  [/./, /^\/images\/([^/]+)/, 'image.other', first],
  [/GET/, /^\/volumes$/, 'volume.list'],
  [/POST/, /^\/volumes\/create$/, 'volume.create'],
  [/POST/, /^\/volumes\/prune$/, 'volume.prune'],
  [/GET/, /^\/volumes\/([^/]+)$/, 'volume.inspect', first],
  [/DELETE/, /^\/volumes\/([^/]+)$/, 'volume.remove', first],
  [/GET/, /^\/networks$/, 'network.list'],
  [/POST/, /^\/networks\/create$/, 'network.create'],
  [/POST/, /^\/networks\/prune$/, 'network.prune'],
  [/GET/, /^\/networks\/([^/]+)$/, 'network.inspect', first],
  [/DELETE/, /^\/networks\/([^/]+)$/, 'network.remove', first],
  [/POST/, /^\/networks\/([^/]+)\/connect$/, 'network.connect', first],
  [/POST/, /^\/networks\/([^/]+)\/disconnect$/, 'network.disconnect', first],
  [/./, /^\/v2\/$/, 'registry.ping'],
  [/GET|POST/, /^\/token/, 'registry.token'],
  [/HEAD/, /^\/v2\/(.+)\/manifests\/([^/]+)$/, 'registry.manifest.head', manifest],
  [/GET/, /^\/v2\/(.+)\/manifests\/([^/]+)$/, 'registry.manifest.get', manifest],
  [/PUT/, /^\/v2\/(.+)\/manifests\/([^/]+)$/, 'registry.manifest.put', manifest],
  [/HEAD/, /^\/v2\/(.+)\/blobs\/([^/]+)$/, 'registry.blob.head', last],
  [/GET/, /^\/v2\/(.+)\/blobs\/([^/]+)$/, 'registry.blob.get', last],
  [/POST/, /^\/v2\/(.+)\/blobs\/uploads\/?$/, 'registry.upload.start'],
  [/PATCH/, /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/, 'registry.upload.patch'],
  [/PUT/, /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/, 'registry.upload.commit', (_m, q) => short(q['digest'] ?? '')],
]

/** Who asks before the start says so: `condition=next-exit`, or `removed`. */
export function routeOf(method: string, path: string): Routed {
  const [full = '', query = ''] = path.split('?', 2)
  const plain = full.replace(/^\/v1\.\d+(?=\/)/, '')
  const values = Object.fromEntries(query.split('&').map((pair) => pair.split('=', 2).map(decoded)))
  for (const [methods, pattern, route, subject] of rules) {
    const match = methods.test(method) ? pattern.exec(plain) : null
    if (match)
      return {
        route: route === 'container.wait' && !values['condition'] ? 'container.await' : route,
        subject: decoded(subject?.(match, values) ?? ''),
      }
  }
  return { route: 'other', subject: '' }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
