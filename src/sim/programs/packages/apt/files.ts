import { orUndefined } from '../../face'
import { parents, unpack } from '../unpack'
import { archive, lists, statusFile } from './archive'
import type { Sys } from '../../../wire/sys'

/** What apt and dpkg do to the file system, step by step. */
export function perform(sys: Sys, name: string, on: string): void {
  if (name === 'lists') {
    parents(sys, `${lists}/x`)
    for (const part of ['InRelease', 'main_binary-amd64_Packages']) {
      const path = `${lists}/archive_dists_${on}_${part}`
      sys.writeFile(path, `Suite: ${on}\n`, 0o644)
      sys.truncate(path, part === 'InRelease' ? 256_000 : 9_000_000)
    }
    return
  }
  const pack = archive(sys).find((each) => each.name === on)
  const before = orUndefined(() => sys.readFile(statusFile)) ?? ''
  parents(sys, statusFile)
  if (name === 'remove') {
    for (const program of pack?.programs ?? [])
      for (const dir of ['bin', 'sbin']) orUndefined(() => sys.unlink(`/usr/${dir}/${program}`))
    sys.writeFile(statusFile, before.replace(new RegExp(`Package: ${on}\\n[^]*?\\n\\n`), ''))
    return
  }
  if (!pack) return
  unpack(sys, pack, pack.name === 'nginx-common' ? nginxFiles : [])
  sys.writeFile(
    statusFile,
    `${before}Package: ${pack.name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${pack.version}\n\n`,
  )
}

const nginxFiles: readonly (readonly [string, string])[] = [
  [
    '/etc/nginx/nginx.conf',
    'user www-data;\nworker_processes auto;\npid /run/nginx.pid;\n\nevents {\n\tworker_connections 768;\n}\n\nhttp {\n\tinclude /etc/nginx/mime.types;\n\tdefault_type application/octet-stream;\n\taccess_log /var/log/nginx/access.log;\n\tinclude /etc/nginx/conf.d/*.conf;\n\tinclude /etc/nginx/sites-enabled/*;\n}\n',
  ],
  ['/etc/nginx/mime.types', 'types {\n\ttext/html html htm;\n}\n'],
  [
    '/etc/nginx/sites-enabled/default',
    'server {\n\tlisten 80 default_server;\n\troot /var/www/html;\n\tindex index.html index.htm index.nginx-debian.html;\n\tserver_name _;\n\tlocation / {\n\t\ttry_files $uri $uri/ =404;\n\t}\n}\n',
  ],
  [
    '/var/www/html/index.nginx-debian.html',
    '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
  ],
  ['/var/log/nginx/access.log', ''],
  ['/var/log/nginx/error.log', ''],
]
