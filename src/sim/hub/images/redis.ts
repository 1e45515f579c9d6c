import { dir, filled, program, script, tree } from '../entries'
import type { RunConfig } from '../../oci/config'
import { layer, path, setting, startSettings, type CatalogueImage, type Step } from '../catalogue-image'
import { onAlpine, onDebianSlim } from './bases'
import { withLine } from './with-line'

/** Redis on Debian and on Alpine. */
const redisEntrypoint = `#!/bin/sh
set -e

# an option or a configuration file alone is meant for the server
case "$1" in
-* | *.conf) set -- redis-server "$@" ;;
esac

# the server and its files are the user redis's, unless --user says otherwise
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
	find . ! -user redis -exec chown redis '{}' +
	exec gosu redis "$0" "$@"
fi

if [ "$(umask)" = 0022 ]; then
	umask 0077
fi

exec "$@"
`

/** On Alpine 999 is taken. */
const gidOn = (base: readonly Step[]): number => (base === onAlpine ? 1000 : 999)

const configOf = (version: string): RunConfig => ({
  Env: [path, `REDIS_VERSION=${version}`],
  Cmd: ['redis-server'],
  Entrypoint: ['docker-entrypoint.sh'],
  ExposedPorts: { '6379/tcp': {} },
  Volumes: { '/data': {} },
  WorkingDir: '/data',
})

const redisOn = (
  base: readonly Step[],
  tags: readonly string[],
  version: string,
  size: number,
  transfer: number,
): CatalogueImage => ({
  repository: 'library/redis',
  description: 'Redis is the world’s fastest data platform for caching, vector search, and NoSQL databases.',
  stars: 13_200,
  official: true,
  tags,
  created: '2025-08-13T18:52:00Z',
  steps: [
    ...base,
    layer('RUN /bin/sh -c set -eux; groupadd -r -g 999 redis; useradd -r -g redis -u 999 redis # buildkit', 1_105, () =>
      tree([
        withLine(
          base,
          'etc/passwd',
          `redis:x:999:${gidOn(base)}::/home/redis:${base === onAlpine ? '/sbin/nologin' : '/bin/sh'}`,
        ),
        withLine(base, 'etc/group', `redis:x:${gidOn(base)}:`),
      ]),
    ),
    setting(`ENV REDIS_VERSION=${version}`),
    layer(
      'RUN /bin/sh -c set -eux; wget -O redis.tar.gz "$REDIS_DOWNLOAD_URL"; make -C /usr/src/redis install; redis-server --version # buildkit',
      transfer,
      () =>
        tree(
          filled(
            [
              program('usr/local/bin/gosu', 2_400_000),
              program('usr/local/bin/redis-server', 16_000_000),
              program('usr/local/bin/redis-cli', 7_000_000),
              program('usr/local/bin/redis-benchmark', 6_000_000),
            ],
            size,
            'usr/local/lib/redis/bundle.so',
          ),
        ),
    ),
    layer('RUN /bin/sh -c mkdir /data && chown redis:redis /data # buildkit', 98, () =>
      tree([dir('data', { uid: 999, gid: gidOn(base) })]),
    ),
    setting('VOLUME [/data]'),
    setting('WORKDIR /data'),
    layer('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 573, () =>
      tree([script('usr/local/bin/docker-entrypoint.sh', redisEntrypoint)]),
    ),
    ...startSettings(configOf(version)),
  ],
  config: configOf(version),
})

export const redis = [
  redisOn(onDebianSlim, ['latest', '8', '8.2', '8.2.1'], '8.2.1', 62_000_000, 23_100_000),
  redisOn(onAlpine, ['alpine', '8-alpine'], '8.2.1', 52_000_000, 18_000_000),
  redisOn(onDebianSlim, ['7', '7.4', '7.4.5', '7.2', '6'], '7.4.5', 42_000_000, 15_000_000),
  redisOn(onAlpine, ['7-alpine', '7.4-alpine', '7.2-alpine', '6-alpine'], '7.4.5', 33_000_000, 12_100_000),
]
