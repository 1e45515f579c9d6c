import type { FileEntry } from '../../base/file-entry'
import type { History, RunConfig } from '../oci/config'
import { elf } from './entries'
import { fixtureApplets } from './roots/fixture-applets'

/**
 * Equivalents of the small images with which the recordings of real Docker were made: same tags, layers, config and history,
 * same scripts; the binaries are stand-ins of the same size.
 */
export interface FixtureImage {
  readonly tags: readonly string[]
  readonly layers: readonly (readonly FileEntry[])[]
  readonly config: RunConfig
  readonly history: readonly History[]
  readonly created: string
}

const mtime = 1_704_067_200 // 2024-01-01
const base = { uid: 0, gid: 0, mtime }
const dir = (path: string, mode = 0o755): FileEntry => ({ ...base, path, type: 'dir', mode })
const file = (path: string, data: string, mode = 0o644): FileEntry => ({
  ...base,
  path,
  type: 'file',
  mode,
  data,
  size: data.length,
})
const stand = (path: string, name: string, size: number): FileEntry => ({
  ...base,
  path,
  type: 'file',
  mode: 0o755,
  data: elf(name),
  size,
})
const link = (path: string, target: string): FileEntry => ({
  ...base,
  path,
  type: 'symlink',
  mode: 0o777,
  link: target,
})

const busyboxSize = 1_982_256
const registrySize = 20_712_920

const passwd =
  'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\n'
const group = 'root:x:0:\nnobody:x:65534:\nwww-data:x:33:\n'

const root = (osRelease: string, extra: readonly FileEntry[] = []): readonly FileEntry[] => [
  dir('bin'),
  stand('bin/busybox', 'busybox', busyboxSize),
  ...fixtureApplets.map((applet) => link(`bin/${applet}`, 'busybox')),
  dir('dev'),
  dir('etc'),
  file('etc/passwd', passwd),
  file('etc/group', group),
  file('etc/os-release', osRelease),
  ...extra,
  dir('home'),
  dir('root', 0o700),
  dir('tmp', 0o1777),
  dir('usr'),
  dir('usr/bin'),
  link('usr/bin/env', '../../bin/env'),
  dir('var'),
  dir('var/tmp', 0o1777),
]

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const first = '2024-01-01T00:00:00Z'
const did = (words: string): History => ({ created: first, created_by: words })
const set = (words: string): History => ({ created: first, created_by: words, empty_layer: true })

const busyboxLayer = root('NAME="BusyBox (fixture)"\nID=busybox\n')
const alpineLayer = (version: string, pretty: string) =>
  root(`NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux ${pretty} (fixture)"\n`, [
    file('etc/alpine-release', `${version}\n`),
  ])

const added = did('/bin/sh -c #(nop) ADD file:fixture in / ')
const shellHistory = (command: string) => [added, set(`/bin/sh -c #(nop)  CMD ["${command}"]`)]

const helloScript =
  '#!/bin/busybox sh\necho; echo "Hello from Docker!"; echo "This message shows that your installation appears to be working correctly."; echo\n'

const nginxScript =
  '#!/bin/sh\n# fixture stand-in for nginx: busybox httpd\nif [ "$1" = "-v" ]; then echo "nginx version: nginx/1.25.3" >&2; exit 0; fi\ntrap "exit 0" QUIT TERM\nhttpd -f -p 80 -h /usr/share/nginx/html & wait $!\n'
const nginxEntrypoint =
  '#!/bin/sh\nset -e\necho "/docker-entrypoint.sh: Configuration complete; ready for start up"\nexec "$@"\n'
const welcome =
  '<!DOCTYPE html>\n<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>\n'

const registryConfig =
  'version: 0.1\nlog:\n  fields:\n    service: registry\nstorage:\n  cache:\n    blobdescriptor: inmemory\n  filesystem:\n    rootdirectory: /var/lib/registry\n  delete:\n    enabled: true\nhttp:\n  addr: :5000\n  headers:\n    X-Content-Type-Options: [nosniff]\n'
const registryEntrypoint =
  '#!/bin/sh\nset -e\ncase "$1" in *.yaml|*.yml) set -- registry serve "$@" ;; serve|garbage-collect|help|-*) set -- registry "$@" ;; esac\nexec "$@"\n'

export const fixtures: readonly FixtureImage[] = [
  {
    tags: ['busybox:latest', 'busybox:1.36'],
    layers: [busyboxLayer],
    config: { Env: [path], Cmd: ['sh'] },
    history: shellHistory('sh'),
    created: first,
  },
  {
    tags: ['alpine:latest', 'alpine:3.19'],
    layers: [alpineLayer('3.19.0', 'v3.19')],
    config: { Env: [path], Cmd: ['/bin/sh'] },
    history: shellHistory('/bin/sh'),
    created: first,
  },
  {
    tags: ['alpine:3.18'],
    layers: [alpineLayer('3.18.5', 'v3.18')],
    config: { Env: [path], Cmd: ['/bin/sh'] },
    history: shellHistory('/bin/sh'),
    created: '2023-12-01T00:00:00Z',
  },
  {
    tags: ['hello-world:latest'],
    layers: [[dir('bin'), stand('bin/busybox', 'busybox', busyboxSize), file('hello', helloScript, 0o755)]],
    config: { Env: [path], Cmd: ['/hello'] },
    history: [did('/bin/sh -c #(nop) COPY file:fixture in / '), set('/bin/sh -c #(nop)  CMD ["/hello"]')],
    created: first,
  },
  {
    tags: ['nginx:latest', 'nginx:1.25'],
    layers: [
      busyboxLayer,
      [dir('usr'), dir('usr/sbin'), file('usr/sbin/nginx', nginxScript, 0o755)],
      [file('docker-entrypoint.sh', nginxEntrypoint, 0o755)],
      [
        dir('usr'),
        dir('usr/share'),
        dir('usr/share/nginx'),
        dir('usr/share/nginx/html'),
        file('usr/share/nginx/html/index.html', welcome),
      ],
    ],
    config: {
      Env: [path, 'NGINX_VERSION=1.25.3'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      Entrypoint: ['/docker-entrypoint.sh'],
      ExposedPorts: { '80/tcp': {} },
      Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
      StopSignal: 'SIGQUIT',
    },
    history: [
      added,
      set('/bin/sh -c #(nop)  CMD ["bash"]'),
      set('/bin/sh -c #(nop)  LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>'),
      set('/bin/sh -c #(nop)  ENV NGINX_VERSION=1.25.3'),
      did('/bin/sh -c set -x && install nginx'),
      did('/bin/sh -c #(nop) COPY file:fixture in / '),
      did('/bin/sh -c #(nop) COPY file:fixture2 in /usr/share/nginx/html '),
      set('/bin/sh -c #(nop)  ENTRYPOINT ["/docker-entrypoint.sh"]'),
      set('/bin/sh -c #(nop)  EXPOSE 80'),
      set('/bin/sh -c #(nop)  STOPSIGNAL SIGQUIT'),
      set('/bin/sh -c #(nop)  CMD ["nginx" "-g" "daemon off;"]'),
    ],
    created: first,
  },
  {
    tags: ['registry:2'],
    layers: [
      busyboxLayer,
      [dir('lib'), dir('lib64'), dir('lib/x86_64-linux-gnu'), stand('bin/registry', 'registry', registrySize)],
      [
        dir('etc'),
        dir('etc/docker'),
        dir('etc/docker/registry'),
        file('etc/docker/registry/config.yml', registryConfig),
      ],
      [file('entrypoint.sh', registryEntrypoint, 0o755)],
    ],
    config: {
      Env: [path],
      Cmd: ['/etc/docker/registry/config.yml'],
      Entrypoint: ['/entrypoint.sh'],
      ExposedPorts: { '5000/tcp': {} },
      Volumes: { '/var/lib/registry': {} },
    },
    history: [
      added,
      did('/bin/sh -c #(nop) COPY file:registry in /bin/registry '),
      did('/bin/sh -c #(nop) COPY file:config in /etc/docker/registry/config.yml '),
      set('/bin/sh -c #(nop)  VOLUME [/var/lib/registry]'),
      set('/bin/sh -c #(nop)  EXPOSE 5000'),
      did('/bin/sh -c #(nop) COPY file:entrypoint in /entrypoint.sh '),
      set('/bin/sh -c #(nop)  ENTRYPOINT ["/entrypoint.sh"]'),
      set('/bin/sh -c #(nop)  CMD ["/etc/docker/registry/config.yml"]'),
    ],
    created: first,
  },
]
