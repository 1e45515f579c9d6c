import { orUndefined } from '../face'
import type { Sys } from '../../wire/sys'
import type { Package } from './known'

/** Programs that are played under another name. */
const elsewhere: Readonly<Record<string, string>> = {
  nodejs: 'node',
  netcat: 'nc',
  pip3: 'pip',
  cc: 'gcc',
  httpd: 'apache',
  apachectl: 'apache',
}

const sbin = new Set([
  'brctl',
  'bridge',
  'iptables',
  'iptables-save',
  'tcpdump',
  'ifconfig',
  'route',
  'mysqld',
  'cron',
  'haproxy',
  'httpd',
  'apachectl',
  'nginx',
  'sshd',
  'update-ca-certificates',
  'apache2',
  'useradd',
  'usermod',
])

/**
 * Writes a package's stand-ins: its programs, one file as large as the rest of it, and those extra files whose words matter; a path that
 * ends in a slash is a directory.
 */
export function unpack(sys: Sys, pack: Package, extra: readonly (readonly [path: string, text: string])[] = []): void {
  const share = Math.floor((pack.installed * 0.6) / Math.max(1, pack.programs.length))
  for (const name of pack.programs)
    place(sys, programPath(name), `\x7fELF glasswhale:${elsewhere[name] ?? name}\n`, share, 0o755)
  const rest = pack.installed - share * pack.programs.length
  place(sys, `/usr/share/doc/${pack.name}/bundle`, '', rest, 0o644)
  for (const [path, text] of extra)
    if (path.endsWith('/')) parents(sys, path)
    else place(sys, path, text, 0, 0o644)
  if (orUndefined(() => sys.stat('/var/lib/dpkg/info')))
    sys.writeFile(`/var/lib/dpkg/info/${pack.name}.list`, listOf(pack))
}

const programPath = (name: string) => `/usr/${sbin.has(name) ? 'sbin' : 'bin'}/${name}`

/** The files that {@link unpack} makes of a package. */
export const filesOf = (pack: Package): readonly string[] => [
  ...pack.programs.map(programPath),
  `/usr/share/doc/${pack.name}/bundle`,
]

/** As `dpkg -L` shows them. */
const listOf = (pack: Package): string =>
  [
    '/.',
    '/usr',
    ...(pack.programs.length > 0 ? ['/usr/bin', ...pack.programs.map(programPath)] : []),
    '/usr/share',
    '/usr/share/doc',
    `/usr/share/doc/${pack.name}`,
  ]
    .map((path) => `${path}\n`)
    .join('')

function place(sys: Sys, path: string, head: string, size: number, mode: number): void {
  parents(sys, path)
  orUndefined(() => sys.unlink(path))
  sys.writeFile(path, head, mode)
  sys.chmod(path, mode)
  if (size > head.length) sys.truncate(path, size)
}

export function parents(sys: Sys, path: string): void {
  const parts = path.split('/').slice(1, -1)
  for (let depth = 1; depth <= parts.length; depth++) {
    const dir = `/${parts.slice(0, depth).join('/')}`
    if (!orUndefined(() => sys.stat(dir))) sys.mkdir(dir, 0o755)
  }
}
