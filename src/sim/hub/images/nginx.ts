import type { FileEntry } from '../../../base/file-entry'
import { dir, file, filled, library, link, program, script, tree } from '../entries'
import { layer, path, setting, type CatalogueImage, type Step } from '../catalogue-image'
import { onAlpine, onDebianSlim } from './bases'

/** nginx on Debian and on Alpine, laid out as the official images are. */
const nginxConf = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include /etc/nginx/conf.d/*.conf;
}
`

const defaultConf = `server {
    listen       80;
    listen  [::]:80;
    server_name  localhost;

    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

const mimeTypes = `
types {
    text/html                                        html htm shtml;
    text/css                                         css;
    text/xml                                         xml;
    image/gif                                        gif;
    image/jpeg                                       jpeg jpg;
    application/javascript                           js;
    text/plain                                       txt;
    image/png                                        png;
    image/svg+xml                                    svg svgz;
    image/x-icon                                     ico;
    application/json                                 json;
    application/pdf                                  pdf;
    application/zip                                  zip;
}
`

export const welcome = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

const errorPage = `<!DOCTYPE html>
<html>
<head>
<title>Error</title>
</head>
<body>
<h1>An error occurred.</h1>
<p>Sorry, the page you are looking for is currently unavailable.<br/>
Please try again later.</p>
</body>
</html>
`

const entrypoint = `#!/bin/sh
# vim:sw=4:ts=4:et

set -e

entrypoint_log() {
    if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then
        echo "$@"
    fi
}

if [ "$1" = "nginx" ] || [ "$1" = "nginx-debug" ]; then
    entrypoint_log "$0: /docker-entrypoint.d/ is not empty, will attempt to perform configuration"
    entrypoint_log "$0: Looking for shell scripts in /docker-entrypoint.d/"
    for f in /docker-entrypoint.d/*.sh; do
        if [ -x "$f" ]; then
            entrypoint_log "$0: Launching $f"
            "$f"
        else
            entrypoint_log "$0: Ignoring $f, not executable"
        fi
    done
    entrypoint_log "$0: Configuration complete; ready for start up"
fi

exec "$@"
`

const listenOnIpv6 = `#!/bin/sh
ME=$(basename "$0")
if [ ! -f "/etc/nginx/conf.d/default.conf" ]; then
    echo "$ME: info: /etc/nginx/conf.d/default.conf is not a file or does not exist"
    exit 0
fi
echo "$ME: info: IPv6 listen already enabled"
`

const quiet = (does: string) => `#!/bin/sh\n# ${does}\nexit 0\n`

const files = (size: number): readonly FileEntry[] =>
  tree(
    filled(
      [
        program('usr/sbin/nginx', 1_542_344),
        file('etc/nginx/nginx.conf', nginxConf),
        file('etc/nginx/conf.d/default.conf', defaultConf),
        file('etc/nginx/mime.types', mimeTypes),
        file('etc/nginx/fastcgi_params', 'fastcgi_param  QUERY_STRING       $query_string;\n'),
        file('usr/share/nginx/html/index.html', welcome),
        file('usr/share/nginx/html/50x.html', errorPage),
        link('etc/nginx/modules', '/usr/lib/nginx/modules'),
        dir('usr/lib/nginx/modules'),
        dir('var/cache/nginx', { uid: 101 }),
        dir('docker-entrypoint.d'),
        link('var/log/nginx/access.log', '/dev/stdout'),
        link('var/log/nginx/error.log', '/dev/stderr'),
      ],
      size,
      'usr/lib/nginx/bundle.so',
    ),
  )

const scripts: readonly (readonly [name: string, words: string])[] = [
  ['10-listen-on-ipv6-by-default.sh', listenOnIpv6],
  ['15-local-resolvers.envsh', quiet('Finds the resolvers when NGINX_ENTRYPOINT_LOCAL_RESOLVERS is set.')],
  ['20-envsubst-on-templates.sh', quiet('Fills /etc/nginx/templates in when there are any.')],
  ['30-tune-worker-processes.sh', quiet('Counts cpus when NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE is set.')],
]

const entrypoints: readonly Step[] = [
  layer('COPY docker-entrypoint.sh / # buildkit', 628, () => [script('docker-entrypoint.sh', entrypoint)]),
  ...scripts.map(([name, words], i) =>
    layer(`COPY ${name} /docker-entrypoint.d # buildkit`, [955, 405, 1_210, 1_395][i]!, () =>
      tree([script(`docker-entrypoint.d/${name}`, words)]),
    ),
  ),
  setting('ENTRYPOINT ["/docker-entrypoint.sh"]'),
  setting('EXPOSE map[80/tcp:{}]'),
  setting('STOPSIGNAL SIGQUIT'),
  setting('CMD ["nginx" "-g" "daemon off;"]'),
]

interface Release {
  readonly version: string
  readonly tags: readonly string[]
  readonly alpineTags: readonly string[]
  readonly created: string
}

const releases: readonly Release[] = [
  {
    version: '1.29.1',
    tags: ['latest', '1.29', '1.29.1', '1', 'mainline', 'bookworm'],
    alpineTags: ['alpine', '1.29-alpine', '1.29.1-alpine', 'mainline-alpine', '1-alpine', 'alpine3.22'],
    created: '2025-08-13T16:34:01Z',
  },
  {
    version: '1.28.0',
    tags: ['1.28', '1.28.0', 'stable'],
    alpineTags: ['1.28-alpine', '1.28.0-alpine', 'stable-alpine'],
    created: '2025-04-23T20:14:18Z',
  },
  {
    version: '1.27.5',
    tags: ['1.27', '1.27.5'],
    alpineTags: ['1.27-alpine', '1.27.5-alpine'],
    created: '2025-04-16T14:50:31Z',
  },
  {
    version: '1.25.5',
    tags: ['1.25', '1.25.5'],
    alpineTags: ['1.25-alpine', '1.25.5-alpine'],
    created: '2024-05-03T19:49:21Z',
  },
]

const common = {
  repository: 'library/nginx',
  description: 'Official build of Nginx.',
  stars: 21_000,
  official: true,
}

const settings = (version: string): readonly Step[] => [
  setting('LABEL maintainer=NGINX Docker Maintainers <docker-maint@nginx.com>'),
  setting(`ENV NGINX_VERSION=${version}`),
  setting('ENV NJS_VERSION=0.9.1'),
  setting('ENV PKG_RELEASE=1~bookworm'),
]

const config = (version: string, release: string) => ({
  Env: [path, `NGINX_VERSION=${version}`, 'NJS_VERSION=0.9.1', `PKG_RELEASE=${release}`],
  Cmd: ['nginx', '-g', 'daemon off;'],
  Entrypoint: ['/docker-entrypoint.sh'],
  ExposedPorts: { '80/tcp': {} },
  Labels: { maintainer: 'NGINX Docker Maintainers <docker-maint@nginx.com>' },
  StopSignal: 'SIGQUIT',
  WorkingDir: '/',
})

const onDebian = ({ version, tags, created }: Release): CatalogueImage => ({
  ...common,
  tags,
  created,
  steps: [
    ...onDebianSlim,
    ...settings(version),
    layer(
      'RUN /bin/sh -c set -x && groupadd --system --gid 101 nginx && apt-get update && apt-get install --no-install-recommends --no-install-suggests -y nginx=${NGINX_VERSION}-${PKG_RELEASE} && rm -rf /var/lib/apt/lists/* # buildkit',
      43_957_000,
      () => [...files(117_240_000), program('usr/bin/curl', 301_784)].sort((a, b) => (a.path < b.path ? -1 : 1)),
    ),
    ...entrypoints,
  ],
  config: config(version, '1~bookworm'),
})

const onAlpineOf = ({ version, alpineTags, created }: Release): CatalogueImage => ({
  ...common,
  tags: alpineTags,
  created,
  steps: [
    ...onAlpine,
    ...settings(version),
    layer(
      'RUN /bin/sh -c set -x && addgroup -g 101 -S nginx && adduser -S -D -H -u 101 -h /var/cache/nginx -s /sbin/nologin -G nginx -g nginx nginx && apk add nginx=${NGINX_VERSION}-r${PKG_RELEASE} # buildkit',
      1_806_000,
      () => files(4_410_000),
    ),
    ...entrypoints,
    layer(
      'RUN /bin/sh -c set -x && apk add nginx-module-xslt nginx-module-geoip nginx-module-image-filter nginx-module-njs curl # buildkit',
      16_930_000,
      () =>
        tree([program('usr/bin/curl', 263_744), library('usr/lib/nginx/modules/ngx_http_js_module.so', 39_480_000)]),
    ),
  ],
  config: config(version, '1'),
})

export const nginx: readonly CatalogueImage[] = releases.flatMap((release) => [onDebian(release), onAlpineOf(release)])
