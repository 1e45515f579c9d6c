import { text } from '../../../base/bytes'
import type { FileEntry } from '../../../base/file-entry'
import { layer, path, setting, type CatalogueImage, type Step } from '../catalogue-image'
import { dir, file, filled, program, script, tree } from '../entries'
import { ubuntu } from './bases'
import { mongoEntrypoint } from './mongo-entrypoint'

/** MongoDB on Ubuntu. */
interface Release {
  readonly version: string
  readonly tags: readonly string[]
  readonly size: number
  readonly transfer: number
  /** Which of the releases of Ubuntu, and its name. */
  readonly on: number
  readonly codename: string
}

const releases: readonly Release[] = [
  {
    version: '8.0.13',
    tags: ['latest', '8', '8.0', '8.0.13', 'noble', '8-noble', '8.0-noble'],
    size: 775_000_000,
    transfer: 266_000_000,
    on: 0,
    codename: 'noble',
  },
  {
    version: '7.0.23',
    tags: ['7', '7.0', '7.0.23', '7-jammy', '7.0-jammy'],
    size: 715_000_000,
    transfer: 246_000_000,
    on: 1,
    codename: 'jammy',
  },
  {
    version: '6.0.25',
    tags: ['6', '6.0', '6.0.25', '6-jammy', '6.0-jammy'],
    size: 655_000_000,
    transfer: 228_000_000,
    on: 1,
    codename: 'jammy',
  },
]

/** A file of the layers below and one more line. */
function withLine(base: readonly Step[], where: string, words: string): FileEntry {
  const old = base.flatMap((step) => step.layer?.entries() ?? []).find((entry) => entry.path === where)
  return file(where, `${text(old?.data ?? '')}${words}\n`)
}

const owner = { uid: 999, gid: 999 } as const

const programs = [
  'mongos',
  'mongosh',
  'mongodump',
  'mongorestore',
  'mongoexport',
  'mongoimport',
  'mongostat',
  'mongotop',
]

function mongoOn({ version, tags, size, transfer, on, codename }: Release): CatalogueImage {
  const base = ubuntu[on]!.steps
  const major = version.split('.').slice(0, 2).join('.')
  return {
    repository: 'library/mongo',
    description: 'MongoDB document databases provide high availability and easy scalability.',
    stars: 10_500,
    official: true,
    tags,
    created: '2025-08-14T21:00:00Z',
    steps: [
      ...base,
      layer(
        'RUN /bin/sh -c set -eux; groupadd --gid 999 --system mongodb; useradd --uid 999 --system --gid mongodb --home-dir /data/db mongodb; mkdir -p /data/db /data/configdb; chown -R mongodb:mongodb /data/db /data/configdb # buildkit',
        1_900,
        () =>
          tree([
            withLine(base, 'etc/passwd', 'mongodb:x:999:999::/data/db:/bin/sh'),
            withLine(base, 'etc/group', 'mongodb:x:999:'),
            dir('data/db', owner),
            dir('data/configdb', owner),
          ]),
      ),
      layer(
        'RUN /bin/sh -c set -eux; apt-get update; apt-get install -y --no-install-recommends ca-certificates jq numactl procps ; rm -rf /var/lib/apt/lists/* # buildkit',
        1_500_000,
        () => tree([program('usr/bin/jq', 31_000)]),
      ),
      setting('ENV GOSU_VERSION=1.17'),
      layer(
        'RUN /bin/sh -c set -eux; wget -O /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch"; chmod +x /usr/local/bin/gosu; gosu --version; gosu nobody true # buildkit',
        1_140_000,
        () => tree([program('usr/local/bin/gosu', 2_400_000)]),
      ),
      layer('RUN /bin/sh -c mkdir /docker-entrypoint-initdb.d # buildkit', 116, () =>
        tree([dir('docker-entrypoint-initdb.d')]),
      ),
      setting(`ENV MONGO_MAJOR=${major}`),
      setting(`ENV MONGO_VERSION=${version}`),
      layer(
        `RUN /bin/sh -c set -x && apt-get update && apt-get install -y mongodb-org=$MONGO_VERSION && rm -rf /var/lib/apt/lists/* /var/lib/mongodb && mv /etc/mongod.conf /etc/mongod.conf.orig # buildkit`,
        transfer,
        () =>
          tree(
            filled(
              [
                program('usr/bin/mongod', 190_000_000),
                ...programs.map((name) => program(`usr/bin/${name}`, 16_000_000)),
                file(
                  'etc/mongod.conf.orig',
                  `# mongod.conf\nstorage:\n  dbPath: /var/lib/mongodb\nnet:\n  port: 27017\n  bindIp: 127.0.0.1\n`,
                ),
                file(
                  'etc/apt/sources.list.d/mongodb-org.list',
                  `deb [ signed-by=/etc/apt/keyrings/mongodb.asc ] http://repo.mongodb.org/apt/ubuntu ${codename}/mongodb-org/${major} multiverse\n`,
                ),
              ],
              size,
              'usr/lib/mongodb/bundle.so',
            ),
          ),
      ),
      setting('VOLUME [/data/db /data/configdb]'),
      setting('ENV HOME=/data/db'),
      layer('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 5_100, () =>
        tree([script('usr/local/bin/docker-entrypoint.sh', mongoEntrypoint)]),
      ),
      setting('ENTRYPOINT ["docker-entrypoint.sh"]'),
      setting('EXPOSE map[27017/tcp:{}]'),
      setting('CMD ["mongod"]'),
    ],
    config: {
      Env: [
        path,
        'GOSU_VERSION=1.17',
        'JSYAML_VERSION=3.13.1',
        'MONGO_PACKAGE=mongodb-org',
        'MONGO_REPO=repo.mongodb.org',
        `MONGO_MAJOR=${major}`,
        `MONGO_VERSION=${version}`,
        'HOME=/data/db',
      ],
      Cmd: ['mongod'],
      Entrypoint: ['docker-entrypoint.sh'],
      ExposedPorts: { '27017/tcp': {} },
      Volumes: { '/data/configdb': {}, '/data/db': {} },
    },
  }
}

export const mongo = releases.map(mongoOn)
