import { dir, file, filled, program, script, tree } from '../entries'
import { layer, path, setting, type CatalogueImage, type Step } from '../catalogue-image'
import { onAlpine, onDebianSlim } from './bases'

/** Servers: httpd and traefik/whoami. */
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
