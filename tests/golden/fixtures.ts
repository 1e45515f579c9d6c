import { utf8, type Bytes } from '../../src/base/bytes'
import { digestOf } from '../../src/base/digest'
import type { FileEntry } from '../../src/base/file-entry'
import { goJson } from '../../src/base/json'
import { packTar } from '../../src/base/tar'
import { elf, hollow, sizeOf } from '../../src/sim/hub/entries'
import { allApplets } from '../../src/sim/hub/roots/applets'
import { writeArchive, type ArchiveLayer } from '../../src/sim/oci/archive'

/**
 * The images with which the transcripts were recorded, as an archive for `docker load`: same tags, layers, sizes, history and config.
 * Their binaries were Debian's busybox and registry; here stand-ins of the same size take their place, so image IDs differ.
 */
const mtime = Date.UTC(2024, 0, 1) / 1000
const common = (path: string, mode: number) => ({ path, mode, uid: 0, gid: 0, mtime })
const dir = (path: string, mode = 0o755): FileEntry => ({ ...common(path, mode), type: 'dir' })
const link = (path: string, target: string): FileEntry => ({ ...common(path, 0o777), type: 'symlink', link: target })
const program = (path: string, name: string, size: number): FileEntry => ({
  ...hollow(path, size, elf(name)),
  mode: 0o755,
  mtime,
})
const file = (path: string, words: string, mode = 0o644): FileEntry => ({
  ...common(path, mode),
  type: 'file',
  data: utf8(words),
  size: utf8(words).length,
})

/** A script as long as the one it stands for. */
const script = (path: string, words: string, size: number): FileEntry =>
  file(path, words.length === size ? words : `${words.padEnd(size - 1, '#')}\n`, 0o755)

const users =
  'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\n'
const links = allApplets.map((applet) => link(`bin/${applet}`, 'busybox'))
const symlinkBytes = links.length * 'busybox'.length

/** A root with BusyBox in it; the binary is as large as it takes for the whole to have `size`. */
function root(release: string, size: number, extra: readonly FileEntry[] = []): readonly FileEntry[] {
  const around = [
    ...links,
    dir('dev'),
    dir('etc'),
    file('etc/passwd', users),
    file('etc/group', 'root:x:0:\nnobody:x:65534:\nwww-data:x:33:\n'),
    file('etc/os-release', release),
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
  return [
    dir('bin'),
    program('bin/busybox', 'busybox', size - sizeOf(around) - symlinkBytes - '../../bin/env'.length),
    ...around,
  ]
}

interface Step {
  readonly by: string
  readonly layer?: readonly FileEntry[]
}

interface Fixture {
  readonly tags: readonly string[]
  readonly created?: string
  readonly config: object
  readonly steps: readonly Step[]
}

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const nop = (what: string): Step => ({ by: `/bin/sh -c #(nop)  ${what}` })
const add = (layer: readonly FileEntry[], what = 'ADD file:fixture in /'): Step => ({
  by: `/bin/sh -c #(nop) ${what} `,
  layer,
})

const alpineRelease = (version: string): string =>
  `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${version.slice(0, 4)} (fixture)"\n`
const alpineRoot = (version: string) =>
  root(alpineRelease(version), 1_984_405, [file('etc/alpine-release', `${version}\n`)])
const busyboxRoot = root('NAME="BusyBox (fixture)"\nID=busybox\n', 1_984_316)

const nginxScript =
  '#!/bin/sh\n# fixture stand-in for nginx: busybox httpd\nif [ "$1" = "-v" ]; then echo "nginx version: nginx/1.25.3" >&2; exit 0; fi\ntrap "exit 0" QUIT TERM\nhttpd -f -p 80 -h /usr/share/nginx/html & wait $!\n'
const entrypoint =
  '#!/bin/sh\nset -e\necho "/docker-entrypoint.sh: Configuration complete; ready for start up"\nexec "$@"\n'
const indexPage =
  '<!DOCTYPE html>\n<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>\n'
const helloScript =
  '#!/bin/busybox sh\necho; echo "Hello from Docker!"; echo "This message shows that your installation appears to be working correctly."; echo\n'
const registryScript =
  '#!/bin/sh\nset -e\ncase "$1" in *.yaml|*.yml) set -- registry serve "$@" ;; serve|garbage-collect|help|-*) set -- registry "$@" ;; esac\nexec "$@"\n'
const registryConfig =
  'version: 0.1\nlog:\n  fields:\n    service: registry\nstorage:\n  cache:\n    blobdescriptor: inmemory\n  filesystem:\n    rootdirectory: /var/lib/registry\n  delete:\n    enabled: true\nhttp:\n  addr: :5000\n  headers:\n    X-Content-Type-Options: [nosniff]\n'
const maintainer = 'NGINX Docker Maintainers <docker-maint@nginx.com>'

const fixtures: readonly Fixture[] = [
  {
    tags: ['busybox:latest', 'busybox:1.36'],
    config: { Env: [path], Cmd: ['sh'] },
    steps: [add(busyboxRoot), nop('CMD ["sh"]')],
  },
  {
    tags: ['alpine:latest', 'alpine:3.19'],
    config: { Env: [path], Cmd: ['/bin/sh'] },
    steps: [add(alpineRoot('3.19.0')), nop('CMD ["/bin/sh"]')],
  },
  {
    tags: ['alpine:3.18'],
    created: '2023-12-01T00:00:00Z',
    config: { Env: [path], Cmd: ['/bin/sh'] },
    steps: [add(alpineRoot('3.18.5')), nop('CMD ["/bin/sh"]')],
  },
  {
    tags: ['hello-world:latest'],
    config: { Env: [path], Cmd: ['/hello'] },
    steps: [
      add(
        [
          dir('bin'),
          program('bin/busybox', 'busybox', 682_700 - helloScript.length),
          file('hello', helloScript, 0o755),
        ],
        'COPY file:fixture in /',
      ),
      nop('CMD ["/hello"]'),
    ],
  },
  {
    tags: ['nginx:latest', 'nginx:1.25'],
    config: {
      Env: [path, 'NGINX_VERSION=1.25.3'],
      Cmd: ['nginx', '-g', 'daemon off;'],
      Entrypoint: ['/docker-entrypoint.sh'],
      ExposedPorts: { '80/tcp': {} },
      Labels: { maintainer },
      StopSignal: 'SIGQUIT',
    },
    steps: [
      add(busyboxRoot),
      nop('CMD ["bash"]'),
      nop(`LABEL maintainer=${maintainer}`),
      nop('ENV NGINX_VERSION=1.25.3'),
      {
        by: '/bin/sh -c set -x && install nginx',
        layer: [dir('usr'), dir('usr/sbin'), script('usr/sbin/nginx', nginxScript, 204)],
      },
      add([script('docker-entrypoint.sh', entrypoint, 100)], 'COPY file:fixture in /'),
      add(
        [
          dir('usr'),
          dir('usr/share'),
          dir('usr/share/nginx'),
          dir('usr/share/nginx/html'),
          file('usr/share/nginx/html/index.html', indexPage),
        ],
        'COPY file:fixture2 in /usr/share/nginx/html',
      ),
      nop('ENTRYPOINT ["/docker-entrypoint.sh"]'),
      nop('EXPOSE 80'),
      nop('STOPSIGNAL SIGQUIT'),
      nop('CMD ["nginx" "-g" "daemon off;"]'),
    ],
  },
  {
    tags: ['registry:2'],
    config: {
      Env: [path],
      Cmd: ['/etc/docker/registry/config.yml'],
      Entrypoint: ['/entrypoint.sh'],
      ExposedPorts: { '5000/tcp': {} },
      Volumes: { '/var/lib/registry': {} },
    },
    steps: [
      add(busyboxRoot),
      add([program('bin/registry', 'registry', 22_800_000)], 'COPY file:registry in /bin/registry'),
      add(
        [
          dir('etc'),
          dir('etc/docker'),
          dir('etc/docker/registry'),
          file('etc/docker/registry/config.yml', registryConfig),
        ],
        'COPY file:config in /etc/docker/registry/config.yml',
      ),
      nop('VOLUME [/var/lib/registry]'),
      nop('EXPOSE 5000'),
      add([file('entrypoint.sh', registryScript, 0o755)], 'COPY file:entrypoint in /entrypoint.sh'),
      nop('ENTRYPOINT ["/entrypoint.sh"]'),
      nop('CMD ["/etc/docker/registry/config.yml"]'),
    ],
  },
]

export const fixtureArchive = (): Bytes => writeArchive(fixtures.map(built))

/** The image IDs of the fixtures by one of their tags. */
export const fixtureIds = (): Readonly<Record<string, string>> =>
  Object.fromEntries(fixtures.map((fixture) => [fixture.tags[0], digestOf(built(fixture).config).slice(7)]))

function built({ tags, created = '2024-01-01T00:00:00Z', config, steps }: Fixture) {
  const layers = steps.flatMap((step): ArchiveLayer[] => {
    const tar = step.layer && packTar(step.layer)
    return tar === undefined ? [] : [{ tar, diffId: digestOf(tar) }]
  })
  const history = steps.map((step) => ({
    created: '2024-01-01T00:00:00Z',
    created_by: step.by,
    ...(step.layer ? {} : { empty_layer: true }),
  }))
  const image = {
    architecture: 'amd64',
    config,
    created,
    history,
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map((l) => l.diffId) },
  }
  return { config: utf8(goJson(image)), repoTags: tags, layers }
}
