import { dir, file, filled, link, program, script, tree } from '../entries'
import type { RunConfig } from '../../oci/config'
import { layer, path, setting, startSettings, type CatalogueImage, type Step } from '../catalogue-image'
import { debianGroup, debianPasswd } from '../roots/debian'
import { oracleGroup, oraclePasswd, oracleRoot } from '../roots/oracle'
import { ubuntu } from './bases'
import { databaseEntrypoint } from './mysql-entrypoint'

/** mysql on Oracle Linux, mariadb on Ubuntu. */
const onOracle: readonly Step[] = [
  {
    createdBy: '/bin/sh -c #(nop) ADD file:1c9c2ea5b6c6b2c1f0b6c1f4ab5b4d1f3a1b2c3d4e5f60718293a4b5c6d7e8f9 in / ',
    layer: { entries: () => oracleRoot(112_000_000), transferSize: 47_600_000 },
  },
  { createdBy: '/bin/sh -c #(nop)  CMD ["/bin/bash"]' },
]

const withMysql = (words: string, id: (uid: number) => string) => words + id(999)

const accounts = (passwd: string, group: string, shell: string, uid: number) => [
  file(
    'etc/passwd',
    withMysql(passwd, () => `mysql:x:${uid}:${uid}::/var/lib/mysql:${shell}\n`),
  ),
  file(
    'etc/group',
    withMysql(group, () => `mysql:x:${uid}:\n`),
  ),
]

const gosuStep = (version: string): Step =>
  layer(
    'RUN /bin/sh -c set -eux; arch="$(uname -m)"; curl -fL -o /usr/local/bin/gosu "https://github.com/tianon/gosu/releases/download/$GOSU_VERSION/gosu-amd64"; chmod +x /usr/local/bin/gosu; gosu --version; gosu nobody true # buildkit',
    849_000,
    () => tree([program('usr/local/bin/gosu', version === '1.17' ? 2_363_512 : 2_500_000, 'gosu')]),
  )

const myCnf = `# For advice on how to change settings please see
# http://dev.mysql.com/doc/refman/9.4/en/server-configuration-defaults.html

[mysqld]
skip-name-resolve
datadir=/var/lib/mysql
socket=/var/run/mysqld/mysqld.sock
secure-file-priv=/var/lib/mysql-files
user=mysql

pid-file=/var/run/mysqld/mysqld.pid
[client]
socket=/var/run/mysqld/mysqld.sock

!includedir /etc/mysql/conf.d/
`

const anyone = { mode: 0o1777, uid: 999, gid: 999 } as const

interface Release {
  readonly version: string
  readonly major: string
  readonly tags: readonly string[]
  readonly size: number
  readonly transfer: number
}

const mysqlConfig = (version: string, major: string): RunConfig => ({
  Env: [path, 'GOSU_VERSION=1.17', `MYSQL_MAJOR=${major}`, `MYSQL_VERSION=${version}-1.el9`],
  Cmd: ['mysqld'],
  Entrypoint: ['docker-entrypoint.sh'],
  ExposedPorts: { '3306/tcp': {}, '33060/tcp': {} },
  Volumes: { '/var/lib/mysql': {} },
  WorkingDir: '/',
})

const mysqlOf = ({ version, major, tags, size, transfer }: Release): CatalogueImage => ({
  repository: 'library/mysql',
  description: 'MySQL is a widely used, open-source relational database management system (RDBMS).',
  stars: 15_900,
  official: true,
  tags,
  created: '2025-07-22T18:30:00Z',
  steps: [
    ...onOracle,
    layer(
      'RUN /bin/sh -c set -eux; groupadd --system --gid 999 mysql; useradd --system --uid 999 --gid 999 --home-dir /var/lib/mysql --no-create-home mysql # buildkit',
      885,
      () => tree(accounts(oraclePasswd, oracleGroup, '/bin/bash', 999)),
    ),
    setting('ENV GOSU_VERSION=1.17'),
    gosuStep('1.17'),
    layer(
      'RUN /bin/sh -c set -eux; microdnf install -y bzip2 gzip openssl xz zstd findutils ; microdnf clean all # buildkit',
      7_100_000,
      () =>
        tree([
          program('usr/bin/find', 296_192),
          program('usr/bin/xargs', 74_216),
          program('usr/bin/xz', 92_608),
          program('usr/bin/openssl', 937_216),
        ]),
    ),
    setting(`ENV MYSQL_MAJOR=${major}`),
    setting(`ENV MYSQL_VERSION=${version}-1.el9`),
    layer(
      'RUN /bin/sh -c set -eux; microdnf install -y "mysql-community-server-minimal-$MYSQL_VERSION"; microdnf clean all; mkdir -p /var/lib/mysql /var/run/mysqld; chown mysql:mysql /var/lib/mysql /var/run/mysqld; chmod 1777 /var/lib/mysql /var/run/mysqld; mkdir /docker-entrypoint-initdb.d; mysqld --version; mysql --version # buildkit',
      transfer,
      () =>
        tree(
          filled(
            [
              program('usr/sbin/mysqld', 68_000_000),
              program('usr/bin/mysql', 7_700_000),
              program('usr/bin/mysqladmin', 6_900_000),
              program('usr/bin/mysqldump', 7_000_000),
              file('etc/my.cnf', myCnf),
              dir('etc/mysql/conf.d'),
              dir('docker-entrypoint-initdb.d'),
              dir('var/lib/mysql', anyone),
              dir('var/lib/mysql-files', { mode: 0o750, uid: 999, gid: 999 }),
              dir('run/mysqld', anyone),
            ],
            size,
            'usr/lib64/mysql/private/libprotobuf.so',
          ),
        ),
    ),
    setting('VOLUME [/var/lib/mysql]'),
    layer('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 5_170, () =>
      tree([
        script('usr/local/bin/docker-entrypoint.sh', databaseEntrypoint('mysql')),
        link('entrypoint.sh', 'usr/local/bin/docker-entrypoint.sh'),
      ]),
    ),
    ...startSettings(mysqlConfig(version, major)),
  ],
  config: mysqlConfig(version, major),
})

const mariadbConfig = (release: string): RunConfig => ({
  Env: [path, 'GOSU_VERSION=1.17', 'LANG=C.UTF-8', `MARIADB_VERSION=${release}`],
  Cmd: ['mariadbd'],
  Entrypoint: ['docker-entrypoint.sh'],
  ExposedPorts: { '3306/tcp': {} },
  Volumes: { '/var/lib/mysql': {} },
  WorkingDir: '/',
})

const mariadbOf = ({ version, tags, size, transfer }: Release): CatalogueImage => {
  const old = version.startsWith('10.')
  const release = `1:${version}+maria~ubu2404`
  return {
    repository: 'library/mariadb',
    description: 'MariaDB Server is a high performing open source relational database, forked from MySQL.',
    stars: 6_000,
    official: true,
    tags,
    created: '2025-08-07T21:00:00Z',
    steps: [
      ...ubuntu[0]!.steps,
      layer(
        'RUN /bin/sh -c groupadd -r mysql && useradd -r -g mysql mysql --home-dir /var/lib/mysql # buildkit',
        1_750,
        () => tree(accounts(debianPasswd, debianGroup, '/bin/sh', 999)),
      ),
      setting('ENV GOSU_VERSION=1.17'),
      gosuStep('1.17'),
      setting('ENV LANG=C.UTF-8'),
      setting(`ENV MARIADB_VERSION=${release}`),
      layer(
        'RUN /bin/sh -c set -ex; apt-get update; apt-get install -y --no-install-recommends mariadb-server="$MARIADB_VERSION" mariadb-backup socat; rm -rf /var/lib/apt/lists/*; rm -rf /var/lib/mysql /etc/mysql/mariadb.conf.d/50-mysqld_safe.cnf; mkdir -p /var/lib/mysql /run/mysqld; chown -R mysql:mysql /var/lib/mysql /run/mysqld; chmod 1777 /run/mysqld; mkdir /docker-entrypoint-initdb.d # buildkit',
        transfer,
        () =>
          tree(
            filled(
              [
                program('usr/sbin/mariadbd', 27_000_000),
                program('usr/bin/mariadb', 5_200_000),
                program('usr/bin/mariadb-admin', 5_000_000),
                program('usr/bin/mariadb-dump', 5_100_000),
                ...(old
                  ? [
                      link('usr/sbin/mysqld', 'mariadbd'),
                      link('usr/bin/mysql', 'mariadb'),
                      link('usr/bin/mysqladmin', 'mariadb-admin'),
                      link('usr/bin/mysqldump', 'mariadb-dump'),
                    ]
                  : []),
                program('usr/bin/mariadb-install-db', 22_000),
                file(
                  'etc/mysql/mariadb.cnf',
                  '[client-server]\nsocket = /run/mysqld/mysqld.sock\n\n!includedir /etc/mysql/conf.d/\n!includedir /etc/mysql/mariadb.conf.d/\n',
                ),
                link('etc/mysql/my.cnf', 'mariadb.cnf'),
                dir('etc/mysql/conf.d'),
                file('etc/mysql/mariadb.conf.d/05-skipcache.cnf', '[mariadb]\nhost-cache-size=0\nskip-name-resolve\n'),
                dir('docker-entrypoint-initdb.d'),
                dir('var/lib/mysql', { mode: 0o755, uid: 999, gid: 999 }),
                dir('run/mysqld', anyone),
              ],
              size,
              'usr/lib/mysql/plugin/ha_rocksdb.so',
            ),
          ),
      ),
      setting('VOLUME [/var/lib/mysql]'),
      layer('COPY healthcheck.sh /usr/local/bin/healthcheck.sh # buildkit', 3_160, () =>
        tree([script('usr/local/bin/healthcheck.sh', healthcheck)]),
      ),
      layer('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 8_890, () =>
        tree([script('usr/local/bin/docker-entrypoint.sh', databaseEntrypoint('mariadb'))]),
      ),
      ...startSettings(mariadbConfig(release)),
    ],
    config: mariadbConfig(release),
  }
}

/** `healthcheck.sh --connect --innodb_initialized`, as compose files have it: whether the server takes connections. */
const healthcheck = `#!/bin/bash
# Succeeds when the server accepts connections over TCP, which it does only after initialisation.
out="$(mariadb -h127.0.0.1 --protocol=tcp -uhealthcheck -e 'select 1' 2>&1)" && exit 0
case "$out" in
	*'Access denied'*) exit 0 ;;
	*) exit 1 ;;
esac
`

export const mysql: readonly CatalogueImage[] = [
  mysqlOf({
    version: '9.4.0',
    major: 'innovation',
    tags: ['latest', '9', '9.4', '9.4.0', 'innovation', 'oraclelinux9', '9-oraclelinux9'],
    size: 560_000_000,
    transfer: 170_000_000,
  }),
  mysqlOf({
    version: '8.4.6',
    major: '8.4',
    tags: ['lts', '8', '8.4', '8.4.6', '8.4-oraclelinux9'],
    size: 540_000_000,
    transfer: 165_000_000,
  }),
  mysqlOf({
    version: '8.0.43',
    major: '8.0',
    tags: ['8.0', '8.0.43', '8.0-debian'],
    size: 530_000_000,
    transfer: 162_000_000,
  }),
  mysqlOf({ version: '5.7.44', major: '5.7', tags: ['5.7', '5.7.44', '5'], size: 270_000_000, transfer: 82_000_000 }),
]

export const mariadb: readonly CatalogueImage[] = [
  mariadbOf({
    version: '12.0.2',
    major: '',
    tags: ['latest', '12', '12.0', '12.0.2', 'noble'],
    size: 250_000_000,
    transfer: 74_000_000,
  }),
  mariadbOf({
    version: '11.8.3',
    major: '',
    tags: ['lts', '11', '11.8', '11.8.3', '11.4'],
    size: 250_000_000,
    transfer: 74_000_000,
  }),
  mariadbOf({
    version: '10.11.14',
    major: '',
    tags: ['10', '10.11', '10.11.14', '10.6'],
    size: 250_000_000,
    transfer: 73_000_000,
  }),
]
