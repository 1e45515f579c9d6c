import { dir, file, hollow, program, script, tree } from '../entries'
import { layer, path, setting, type CatalogueImage } from '../catalogue-image'
import { onAlpine } from './bases'

/** Docker's registry, versions 2 and 3. */
const config2 = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`

const entrypoint = `#!/bin/sh

set -e

case "$1" in
    *.yaml|*.yml) set -- registry serve "$@" ;;
    serve|garbage-collect|help|-*) set -- registry "$@" ;;
esac

exec "$@"
`

interface Release {
  readonly tags: readonly string[]
  readonly created: string
  readonly conf: string
  readonly binary: number
  readonly transfer: number
}

const releases: readonly Release[] = [
  {
    tags: ['latest', '3', '3.0', '3.0.0'],
    created: '2025-04-03T14:54:48Z',
    conf: 'etc/distribution/config.yml',
    binary: 41_900_000,
    transfer: 14_800_000,
  },
  {
    tags: ['2', '2.8', '2.8.3'],
    created: '2023-10-02T18:42:46Z',
    conf: 'etc/docker/registry/config.yml',
    binary: 17_370_000,
    transfer: 6_740_000,
  },
]

export const registry: readonly CatalogueImage[] = releases.map(({ tags, created, conf, binary, transfer }) => ({
  repository: 'library/registry',
  description: 'Distribution implementation for storing and distributing of container images and artifacts',
  stars: 4100,
  official: true,
  tags,
  created,
  steps: [
    ...onAlpine,
    layer('RUN /bin/sh -c apk add --no-cache ca-certificates # buildkit', 295_000, () =>
      tree([hollow('etc/ssl/certs/ca-certificates.crt', 505_216), dir('usr/share/ca-certificates')]),
    ),
    layer('COPY registry /bin/registry # buildkit', transfer, () => tree([program('bin/registry', binary)])),
    layer(`COPY ./config-example.yml /${conf} # buildkit`, 370, () => tree([file(conf, config2)])),
    setting('VOLUME [/var/lib/registry]'),
    setting('EXPOSE map[5000/tcp:{}]'),
    layer('COPY docker-entrypoint.sh /entrypoint.sh # buildkit', 213, () => [script('entrypoint.sh', entrypoint)]),
    setting('ENTRYPOINT ["/entrypoint.sh"]'),
    setting(`CMD ["/${conf}"]`),
  ],
  config: {
    Env: [path],
    Cmd: [`/${conf}`],
    Entrypoint: ['/entrypoint.sh'],
    ExposedPorts: { '5000/tcp': {} },
    Volumes: { '/var/lib/registry': {} },
    WorkingDir: '/',
  },
}))
