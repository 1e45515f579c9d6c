import { dir, file, filled, link, program, script, tree } from '../entries'
import type { RunConfig } from '../../oci/config'
import { layer, path, setting, startSettings, type CatalogueImage, type Step } from '../catalogue-image'
import { onAlpine, onDebianSlim } from './bases'
import { postgresEntrypoint } from './postgres-entrypoint'
import { withLine } from './with-line'

/**
 * postgres: the server's and the clients' programs, and an entrypoint that makes a database where there is none.
 */
const sampleConf = `# -----------------------------
# PostgreSQL configuration file
# -----------------------------
listen_addresses = '*'			# what IP address(es) to listen on;
#port = 5432				# (change requires restart)
max_connections = 100			# (change requires restart)
shared_buffers = 128MB			# min 128kB
dynamic_shared_memory_type = posix	# the default is usually the first option
max_wal_size = 1GB
min_wal_size = 80MB
log_timezone = 'Etc/UTC'
datestyle = 'iso, mdy'
timezone = 'Etc/UTC'
lc_messages = 'en_US.utf8'
default_text_search_config = 'pg_catalog.english'
`

interface Release {
  readonly version: string
  readonly tags: readonly string[]
  readonly size: number
  readonly transfer: number
}

const releases: readonly Release[] = [
  {
    version: '17.6',
    tags: ['latest', '17', '17.6', 'bookworm', '17-bookworm'],
    size: 353_000_000,
    transfer: 115_000_000,
  },
  { version: '16.10', tags: ['16', '16.10', '16-bookworm'], size: 350_000_000, transfer: 113_000_000 },
  { version: '15.14', tags: ['15', '15.14', '15-bookworm'], size: 342_000_000, transfer: 111_000_000 },
  { version: '14.19', tags: ['14', '14.19', '14-bookworm'], size: 341_000_000, transfer: 111_000_000 },
  { version: '13.22', tags: ['13', '13.22', '13-bookworm'], size: 330_000_000, transfer: 109_000_000 },
]

const programs = [
  'postgres',
  'psql',
  'initdb',
  'pg_ctl',
  'pg_isready',
  'pg_dump',
  'pg_dumpall',
  'pg_restore',
  'createdb',
  'dropdb',
  'createuser',
  'pg_basebackup',
  'vacuumdb',
  'pgbench',
]
const clients = programs.slice(1).filter((name) => name !== 'initdb' && name !== 'pg_ctl')

interface Place {
  readonly base: readonly Step[]
  readonly uid: number
  readonly shell: string
  /** Where the programs are, and where links to the clients are. */
  readonly bin: string
  readonly links: boolean
  readonly share: string
  readonly user: string
  readonly install: string
}

const debianPlace = (major: string): Place => ({
  base: onDebianSlim,
  uid: 999,
  shell: '/bin/bash',
  bin: `usr/lib/postgresql/${major}/bin`,
  links: true,
  share: 'usr/share/postgresql',
  user: 'RUN /bin/sh -c set -eux; groupadd -r postgres --gid=999; useradd -r -g postgres --uid=999 --home-dir=/var/lib/postgresql --shell=/bin/bash postgres; install --verbose --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql # buildkit',
  install: `RUN /bin/sh -c set -ex; apt-get install -y --no-install-recommends "postgresql-$PG_MAJOR=$PG_VERSION"; postgres --version # buildkit`,
})

const alpinePlace: Place = {
  base: onAlpine,
  uid: 70,
  shell: '/bin/sh',
  bin: 'usr/local/bin',
  links: false,
  share: 'usr/local/share/postgresql',
  user: 'RUN /bin/sh -c set -eux; addgroup -g 70 -S postgres; adduser -u 70 -S -D -G postgres -H -h /var/lib/postgresql -s /bin/sh postgres; install --verbose --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql # buildkit',
  install:
    'RUN /bin/sh -c set -eux; wget -O postgresql.tar.bz2 "https://ftp.postgresql.org/pub/source/v$PG_VERSION/postgresql-$PG_VERSION.tar.bz2"; make install-world-bin; postgres --version # buildkit',
}

/** A place with a release of the server in it. */
interface Build {
  readonly place: Place
  readonly release: Release
  readonly major: string
  readonly packaged: string
}

const postgresOn = (place: Place, release: Release): CatalogueImage => {
  const major = release.version.split('.')[0]!
  const packaged = place.links ? `${release.version}-1.pgdg12+1` : release.version
  const build = { place, release, major, packaged }
  const config = configOf(build)
  return {
    repository: 'library/postgres',
    description: 'The PostgreSQL object-relational database system provides reliability and data integrity.',
    stars: 14_400,
    official: true,
    tags: release.tags,
    created: '2025-08-14T21:00:00Z',
    steps: [
      ...place.base,
      ...prepared(place),
      ...installed(build),
      ...furnished(place),
      setting('VOLUME [/var/lib/postgresql/data]'),
      layer('COPY docker-entrypoint.sh docker-ensure-initdb.sh /usr/local/bin/ # buildkit', 5_600, () =>
        tree([script('usr/local/bin/docker-entrypoint.sh', postgresEntrypoint)]),
      ),
      ...startSettings(config),
    ],
    config,
  }
}

const configOf = ({ place: { links, bin }, major, packaged }: Build): RunConfig => ({
  Env: [
    links ? `${path}:/${bin}` : path,
    'GOSU_VERSION=1.18',
    'LANG=en_US.utf8',
    `PG_MAJOR=${major}`,
    `PG_VERSION=${packaged}`,
    'PGDATA=/var/lib/postgresql/data',
  ],
  Entrypoint: ['docker-entrypoint.sh'],
  Cmd: ['postgres'],
  ExposedPorts: { '5432/tcp': {} },
  Volumes: { '/var/lib/postgresql/data': {} },
  StopSignal: 'SIGINT',
  WorkingDir: '/',
})

/** The user postgres, gosu and a place for scripts. */
const prepared = ({ base, user, uid, shell }: Place): readonly Step[] => [
  layer(user, 3_100, () =>
    tree([
      withLine(base, 'etc/passwd', `postgres:x:${uid}:${uid}::/var/lib/postgresql:${shell}`),
      withLine(base, 'etc/group', `postgres:x:${uid}:`),
      dir('var/lib/postgresql', { uid, gid: uid, mode: 0o1777 }),
    ]),
  ),
  setting('ENV GOSU_VERSION=1.18'),
  layer(
    'RUN /bin/sh -c set -eux; wget -O /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-$dpkgArch"; chmod +x /usr/local/bin/gosu # buildkit',
    1_100_000,
    () => tree([program('usr/local/bin/gosu', 2_400_000)]),
  ),
  setting('ENV LANG=en_US.utf8'),
  layer('RUN /bin/sh -c mkdir /docker-entrypoint-initdb.d # buildkit', 116, () =>
    tree([dir('docker-entrypoint-initdb.d')]),
  ),
]

const installed = ({ place: { bin, links, install }, release, major, packaged }: Build): readonly Step[] => [
  setting(`ENV PG_MAJOR=${major}`),
  setting(`ENV PG_VERSION=${packaged}`),
  layer(install, release.transfer, () =>
    tree(
      filled(
        [
          ...programs.map((name) => program(`${bin}/${name}`, name === 'postgres' ? 9_800_000 : 700_000)),
          ...(links
            ? clients.map((name) => link(`usr/bin/${name}`, `../../${bin}/${name}`))
            : [program('bin/bash', 760_000)]),
        ],
        release.size,
        `usr/lib/postgresql/${major}/lib/bundle.so`,
      ),
    ),
  ),
]

/** The sample configuration, and the directories that belong to the user. */
const furnished = ({ share, uid }: Place): readonly Step[] => [
  layer(
    `RUN /bin/sh -c set -eux; sed -ri "s!^#?(listen_addresses)\\s*=\\s*\\S+.*!\\1 = '*'!" /${share}/postgresql.conf.sample # buildkit`,
    9_800,
    () => tree([file(`${share}/postgresql.conf.sample`, sampleConf)]),
  ),
  layer(
    'RUN /bin/sh -c install --verbose --directory --owner postgres --group postgres --mode 3777 /var/run/postgresql # buildkit',
    150,
    () => tree([dir('run/postgresql', { uid, gid: uid, mode: 0o3777 })]),
  ),
  setting('ENV PGDATA=/var/lib/postgresql/data'),
  layer(
    'RUN /bin/sh -c install --verbose --directory --owner postgres --group postgres --mode 1777 "$PGDATA" # buildkit',
    170,
    () =>
      tree([
        dir('var/lib/postgresql', { uid, gid: uid, mode: 0o1777 }),
        dir('var/lib/postgresql/data', { uid, gid: uid, mode: 0o1777 }),
      ]),
  ),
]

const onAlpineTags = (tags: readonly string[]) =>
  tags.flatMap((tag) =>
    tag === 'latest' ? ['alpine'] : /^\d/.test(tag) && !tag.includes('-') ? [`${tag}-alpine`] : [],
  )

export const postgres: readonly CatalogueImage[] = releases.flatMap((release) => [
  postgresOn(debianPlace(release.version.split('.')[0]!), release),
  postgresOn(alpinePlace, { ...release, tags: onAlpineTags(release.tags), size: 265_000_000, transfer: 98_000_000 }),
])
