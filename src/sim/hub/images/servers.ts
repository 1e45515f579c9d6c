import { dir, file, filled, program, script, tree } from '../entries'
import { layer, path, setting, type CatalogueImage, type Step } from '../catalogue-image'
import { onAlpine, onDebian, onDebianSlim } from './bases'

/** Servers: httpd, redis, traefik/whoami, and databases that are there to be pulled but say that they are not simulated. */
const foreground = `#!/bin/sh
set -e

# Apache gets grumpy about PID files pre-existing
rm -f /usr/local/apache2/logs/httpd.pid

exec httpd -DFOREGROUND "$@"
`

const httpdConf = `ServerRoot "/usr/local/apache2"
Listen 80
ServerAdmin you@example.com
DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
DirectoryIndex index.html
ErrorLog /proc/self/fd/2
LogLevel warn
CustomLog /proc/self/fd/1 common
`

const apachePath = 'PATH=/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const httpdOn = (base: readonly Step[], tags: readonly string[], size: number, transfer: number): CatalogueImage => ({
  repository: 'library/httpd',
  description: 'The Apache HTTP Server Project',
  stars: 4900,
  official: true,
  tags,
  created: '2025-07-24T17:02:41Z',
  steps: [
    ...base,
    setting('ENV HTTPD_PREFIX=/usr/local/apache2'),
    setting(`ENV ${apachePath}`),
    layer('RUN /bin/sh -c mkdir -p "$HTTPD_PREFIX" && chown www-data:www-data "$HTTPD_PREFIX" # buildkit', 146, () =>
      tree([dir('usr/local/apache2', { uid: 33, gid: 33 })]),
    ),
    setting('WORKDIR /usr/local/apache2'),
    setting('ENV HTTPD_VERSION=2.4.65'),
    layer(
      'RUN /bin/sh -c set -eux; wget -O httpd.tar.bz2 "https://www.apache.org/dist/httpd/httpd-$HTTPD_VERSION.tar.bz2"; ./configure --prefix="$HTTPD_PREFIX" --enable-mods-shared=reallyall; make install; httpd -v # buildkit',
      transfer,
      () =>
        tree(
          filled(
            [
              program('usr/local/apache2/bin/httpd', 2_400_000, 'apache'),
              file('usr/local/apache2/conf/httpd.conf', httpdConf),
              file('usr/local/apache2/htdocs/index.html', '<html><body><h1>It works!</h1></body></html>\n'),
              dir('usr/local/apache2/logs'),
            ],
            size,
            'usr/local/apache2/modules/bundle.so',
          ),
        ),
    ),
    setting('STOPSIGNAL SIGWINCH'),
    layer('COPY httpd-foreground /usr/local/bin/ # buildkit', 291, () =>
      tree([script('usr/local/bin/httpd-foreground', foreground)]),
    ),
    setting('EXPOSE map[80/tcp:{}]'),
    setting('CMD ["httpd-foreground"]'),
  ],
  config: {
    Env: [apachePath, 'HTTPD_PREFIX=/usr/local/apache2', 'HTTPD_VERSION=2.4.65', 'HTTPD_PATCHES='],
    Cmd: ['httpd-foreground'],
    ExposedPorts: { '80/tcp': {} },
    StopSignal: 'SIGWINCH',
    WorkingDir: '/usr/local/apache2',
  },
})

export const httpd = [
  httpdOn(onDebianSlim, ['latest', '2', '2.4', '2.4.65', 'bookworm'], 42_300_000, 16_900_000),
  httpdOn(onAlpine, ['alpine', '2.4-alpine', '2-alpine'], 54_600_000, 18_100_000),
]

export const whoami: readonly CatalogueImage[] = [
  {
    repository: 'traefik/whoami',
    tags: ['latest', 'v1.11', 'v1.11.0', 'v1.10'],
    description: 'Tiny Go webserver that prints OS information and HTTP request to output',
    stars: 110,
    official: false,
    created: '2025-04-23T09:10:36Z',
    steps: [
      layer('COPY /usr/share/zoneinfo /usr/share/zoneinfo # buildkit', 316_000, () =>
        tree([dir('usr/share/zoneinfo')]),
      ),
      layer('COPY whoami / # buildkit', 2_600_000, () => [program('whoami', 6_390_000, 'traefik-whoami')]),
      setting('ENTRYPOINT ["/whoami"]'),
      setting('EXPOSE map[80/tcp:{}]'),
    ],
    config: { Env: [path], Entrypoint: ['/whoami'], ExposedPorts: { '80/tcp': {} }, WorkingDir: '/' },
  },
]

interface Database {
  readonly name: string
  readonly tags: readonly string[]
  readonly about: string
  readonly stars: number
  readonly command: string
  readonly others: readonly string[]
  readonly port: number
  readonly data: string
  readonly size: number
}

const databases: readonly Database[] = [
  {
    name: 'mongo',
    tags: ['latest', '8', '7', '6'],
    about: 'MongoDB document databases provide high availability and easy scalability.',
    stars: 10_500,
    command: 'mongod',
    others: ['mongosh'],
    port: 27017,
    data: '/data/db',
    size: 780_000_000,
  },
]

/** The layers, the volume and the port of a database; its server says that it is not simulated. */
export const unsimulatedServers: readonly CatalogueImage[] = databases.map(
  ({ name, tags, about, stars, command, others, port, data, size }) => ({
    repository: `library/${name}`,
    tags,
    description: about,
    stars,
    official: true,
    created: '2025-08-14T21:00:00Z',
    steps: [
      ...onDebian,
      layer(
        `RUN /bin/sh -c set -eux; apt-get install -y ${name}; rm -rf /var/lib/apt/lists/* # buildkit`,
        Math.round(size * 0.25),
        () =>
          tree(
            filled(
              [
                ...[command, ...others].map((each) => program(`usr/bin/${each}`, 9_000_000)),
                dir(data.slice(1), { uid: 999, gid: 999 }),
              ],
              size,
              `usr/lib/${name}/bundle.so`,
            ),
          ),
      ),
      setting(`VOLUME [${data}]`),
      setting(`EXPOSE map[${port}/tcp:{}]`),
      setting(`CMD ["${command}"]`),
    ],
    config: { Env: [path], Cmd: [command], ExposedPorts: { [`${port}/tcp`]: {} }, Volumes: { [data]: {} } },
  }),
)
