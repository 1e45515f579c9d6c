import { dir, file, filled, library, link, program, script, tree } from '../entries'
import { layer, path, setting, type CatalogueImage, type Step } from '../catalogue-image'
import { onAlpine, onDebian, onDebianSlim } from './bases'

/** node and python on Debian, Debian slim and Alpine. */
const nodeEntrypoint = `#!/bin/sh
set -e

# Run command with node if the first argument contains a "-" or is not a system command. The last
# part inside the "{}" is a workaround for the following bug in ash/dash:
# https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=874264
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
  set -- node "$@"
fi

exec "$@"
`

interface Variant {
  readonly suffix: string
  readonly base: readonly Step[]
  /** What the big images add for compilers and headers. */
  readonly tools: boolean
  readonly size: number
}

const variants: readonly Variant[] = [
  { suffix: '', base: onDebian, tools: true, size: 197_000_000 },
  { suffix: '-bookworm', base: onDebian, tools: true, size: 197_000_000 },
  { suffix: '-slim', base: onDebianSlim, tools: false, size: 124_000_000 },
  { suffix: '-alpine', base: onAlpine, tools: false, size: 125_000_000 },
]

const toolchain: readonly Step[] = [
  layer(
    'RUN /bin/sh -c set -eux; apt-get update; apt-get install -y --no-install-recommends ca-certificates curl gnupg netbase sq wget; rm -rf /var/lib/apt/lists/* # buildkit',
    24_020_000,
    () =>
      tree(
        filled(
          [program('usr/bin/curl', 301_784), program('usr/bin/wget', 538_072), program('usr/bin/gpg', 1_120_896)],
          48_400_000,
          'usr/lib/x86_64-linux-gnu/libicudata.so.72',
        ),
      ),
  ),
  layer(
    'RUN /bin/sh -c set -eux; apt-get install -y --no-install-recommends git mercurial openssh-client subversion procps; rm -rf /var/lib/apt/lists/* # buildkit',
    64_400_000,
    () =>
      tree(
        filled(
          [
            program('usr/bin/git', 3_961_696),
            program('usr/bin/ps', 144_184),
            program('usr/bin/free', 30_968),
            program('usr/bin/top', 138_944),
            program('usr/bin/ssh', 846_888),
          ],
          177_000_000,
          'usr/lib/git-core/bundle',
        ),
      ),
  ),
  layer(
    'RUN /bin/sh -c set -ex; apt-get install -y --no-install-recommends autoconf automake bzip2 g++ gcc make patch unzip xz-utils zlib1g-dev; rm -rf /var/lib/apt/lists/* # buildkit',
    211_500_000,
    () =>
      tree(
        filled(
          [
            program('usr/bin/gcc', 1_032_432),
            program('usr/bin/g++', 1_036_528),
            program('usr/bin/make', 244_072),
            program('usr/bin/python3', 6_839_896),
          ],
          587_000_000,
          'usr/lib/gcc/bundle',
        ),
      ),
  ),
]

const nodes = [
  { version: '24.6.0', tags: ['latest', '24', 'current'], created: '2025-08-15T01:05:10Z' },
  { version: '22.18.0', tags: ['22', 'lts', '22.18.0'], created: '2025-08-13T20:11:40Z' },
  { version: '20.19.4', tags: ['20', '20.19.4', 'iron'], created: '2025-08-13T20:20:02Z' },
  { version: '18.20.8', tags: ['18', '18.20.8', 'hydrogen'], created: '2025-03-28T00:41:37Z' },
]

const tagged = (tags: readonly string[], suffix: string): readonly string[] =>
  tags.map((tag) => (suffix === '' ? tag : tag === 'latest' ? suffix.slice(1) : tag + suffix))

const account = (base: readonly Step[]): Step =>
  base === onAlpine
    ? layer(
        'RUN /bin/sh -c addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node # buildkit',
        3_400,
        () => tree([dir('home/node', { uid: 1000, gid: 1000 })]),
      )
    : layer(
        'RUN /bin/sh -c groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node # buildkit',
        3_326,
        () => tree([dir('home/node', { uid: 1000, gid: 1000 })]),
      )

const nodeFiles = (version: string, size: number) =>
  tree(
    filled(
      [
        program('usr/local/bin/node', 98_000_000),
        program('usr/local/bin/npm', 2_000),
        program('usr/local/bin/npx', 2_000, 'npx'),
        program('usr/local/bin/yarn', 1_000),
        link('usr/local/bin/nodejs', 'node'),
        file('usr/local/lib/node_modules/npm/package.json', `{"name":"npm","version":"10.9.3"}\n`),
        file('usr/local/CHANGELOG.md', `# Node.js ${version}\n`),
      ],
      size,
      'usr/local/include/node/bundle.h',
    ),
  )

export const node: readonly CatalogueImage[] = nodes.flatMap(({ version, tags, created }) =>
  variants.map(({ suffix, base, tools, size }): CatalogueImage => ({
    repository: 'library/node',
    description: 'Node.js is a JavaScript-based platform for server-side and networking applications.',
    stars: 14_000,
    official: true,
    tags: tagged(tags, suffix),
    created,
    steps: [
      ...base,
      ...(tools ? toolchain : []),
      account(base),
      setting(`ENV NODE_VERSION=${version}`),
      layer(
        'RUN /bin/sh -c ARCH= && curl -fsSLO --compressed "https://nodejs.org/dist/v$NODE_VERSION/node-v$NODE_VERSION-linux-x64.tar.xz" && tar -xJf "node-v$NODE_VERSION-linux-x64.tar.xz" -C /usr/local --strip-components=1 --no-same-owner # buildkit',
        Math.round(size * 0.27),
        () => nodeFiles(version, size),
      ),
      layer('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit', 446, () =>
        tree([script('usr/local/bin/docker-entrypoint.sh', nodeEntrypoint)]),
      ),
      setting('ENTRYPOINT ["docker-entrypoint.sh"]'),
      setting('CMD ["node"]'),
    ],
    config: {
      Env: [path, `NODE_VERSION=${version}`, 'YARN_VERSION=1.22.22'],
      Cmd: ['node'],
      Entrypoint: ['docker-entrypoint.sh'],
      WorkingDir: '/',
    },
  })),
)

const pythons = [
  { version: '3.13.7', tags: ['latest', '3', '3.13', '3.13.7'], created: '2025-08-14T20:13:20Z' },
  { version: '3.12.11', tags: ['3.12', '3.12.11'], created: '2025-06-03T22:10:28Z' },
  { version: '3.11.13', tags: ['3.11', '3.11.13'], created: '2025-06-03T22:20:54Z' },
  { version: '3.9.23', tags: ['3.9', '3.9.23'], created: '2025-06-03T22:40:12Z' },
]

export const python: readonly CatalogueImage[] = pythons.flatMap(({ version, tags, created }) =>
  variants.map(({ suffix, base, tools }): CatalogueImage => {
    const size = base === onAlpine ? 36_800_000 : tools ? 68_000_000 : 46_000_000
    return {
      repository: 'library/python',
      description: 'Python is an interpreted, interactive, object-oriented, open-source programming language.',
      stars: 10_300,
      official: true,
      tags: tagged(tags, suffix),
      created,
      steps: [
        ...base,
        ...(tools ? toolchain : []),
        setting('ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'),
        setting('ENV LANG=C.UTF-8'),
        setting(`ENV PYTHON_VERSION=${version}`),
        layer(
          'RUN /bin/sh -c set -eux; wget -O python.tar.xz "https://www.python.org/ftp/python/$PYTHON_VERSION/Python-$PYTHON_VERSION.tar.xz"; make install; python3 --version; pip3 --version # buildkit',
          Math.round(size * 0.3),
          () =>
            tree(
              filled(
                [
                  program('usr/local/bin/python3', 14_368),
                  program('usr/local/bin/pip', 1_000),
                  library('usr/local/lib/libpython3.so.1.0', 14_000_000),
                ],
                size,
                'usr/local/lib/python3/bundle',
              ),
            ),
        ),
        layer(
          'RUN /bin/sh -c set -eux; for src in idle3 pip3 pydoc3 python3 python3-config; do dst="$(echo "$src" | tr -d 3)"; ln -svT "$src" "/usr/local/bin/$dst"; done # buildkit',
          249,
          () => tree([link('usr/local/bin/python', 'python3'), link('usr/local/bin/pip3', 'pip')]),
        ),
        setting('CMD ["python3"]'),
      ],
      config: {
        Env: [
          'PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          'LANG=C.UTF-8',
          `PYTHON_VERSION=${version}`,
        ],
        Cmd: ['python3'],
        WorkingDir: '/',
      },
    }
  }),
)

const golangs = [
  { version: '1.25.0', tags: ['latest', '1', '1.25', '1.25.0'], created: '2025-08-12T20:40:00Z' },
  { version: '1.24.6', tags: ['1.24', '1.24.6'], created: '2025-08-06T20:40:00Z' },
]

export const golang: readonly CatalogueImage[] = golangs.flatMap(({ version, tags, created }) =>
  [
    { suffix: '', base: onDebian, tools: true },
    { suffix: '-alpine', base: onAlpine, tools: false },
  ].map(({ suffix, base, tools }): CatalogueImage => ({
    repository: 'library/golang',
    description: 'Go (golang) is a general purpose, higher-level, imperative programming language.',
    stars: 5200,
    official: true,
    tags: tagged(tags, suffix),
    created,
    steps: [
      ...base,
      ...(tools ? toolchain : []),
      setting(`ENV GOLANG_VERSION=${version}`),
      layer('COPY /target/ / # buildkit', 74_000_000, () =>
        tree(
          filled(
            [
              program('usr/local/go/bin/go', 13_500_000),
              program('usr/local/go/bin/gofmt', 2_800_000),
              file('usr/local/go/VERSION', `go${version}\n`),
            ],
            246_000_000,
            'usr/local/go/pkg/bundle',
          ),
        ),
      ),
      layer('RUN /bin/sh -c mkdir -p "$GOPATH/src" "$GOPATH/bin" && chmod -R 1777 "$GOPATH" # buildkit', 126, () =>
        tree([dir('go/src', { mode: 0o1777 }), dir('go/bin', { mode: 0o1777 }), dir('go', { mode: 0o1777 })]),
      ),
      setting('WORKDIR /go'),
    ],
    config: {
      Env: [
        'PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        `GOLANG_VERSION=${version}`,
        'GOTOOLCHAIN=local',
        'GOPATH=/go',
      ],
      Cmd: [tools ? 'bash' : '/bin/sh'],
      WorkingDir: '/go',
    },
  })),
)
