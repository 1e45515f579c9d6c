import { layer, path, setting, type CatalogueImage, type Step } from '../catalogue-image'
import { debianRoot, type Distribution } from '../roots/debian'
import { alpineRoot } from '../roots/alpine'
import { busyboxRoot } from '../roots/busybox'

/** The images that others build on: busybox, alpine, ubuntu, debian. */
interface Release {
  readonly tags: readonly string[]
  readonly created: string
  readonly size: number
  readonly transfer: number
}

const library = (name: string, description: string, stars: number) => ({
  repository: `library/${name}`,
  description,
  stars,
  official: true,
})

export const busybox: readonly CatalogueImage[] = [
  {
    ...library('busybox', 'Busybox base image.', 3400),
    tags: ['latest', '1.37', '1.37.0', 'stable', 'glibc', 'stable-glibc', '1.36', '1.36.1', '1'],
    created: '2024-09-26T21:31:42Z',
    steps: [
      { createdBy: 'BusyBox 1.37.0 (glibc), Debian 12', layer: { entries: busyboxRoot, transferSize: 2_155_000 } },
    ],
    config: { Env: [path], Cmd: ['sh'] },
  },
]

const alpines: readonly (Release & { readonly version: string })[] = [
  {
    version: '3.22.1',
    tags: ['latest', '3', '3.22', '3.22.1'],
    created: '2025-07-15T11:31:02Z',
    size: 8_309_880,
    transfer: 3_799_689,
  },
  {
    version: '3.21.4',
    tags: ['3.21', '3.21.4'],
    created: '2025-07-15T11:30:16Z',
    size: 7_836_400,
    transfer: 3_645_000,
  },
  {
    version: '3.20.7',
    tags: ['3.20', '3.20.7'],
    created: '2025-07-15T11:29:32Z',
    size: 7_804_350,
    transfer: 3_628_000,
  },
  {
    version: '3.19.8',
    tags: ['3.19', '3.19.8'],
    created: '2025-07-15T11:28:41Z',
    size: 7_400_210,
    transfer: 3_421_000,
  },
  {
    version: '3.18.12',
    tags: ['3.18', '3.18.12'],
    created: '2025-02-14T03:28:36Z',
    size: 7_356_270,
    transfer: 3_412_000,
  },
]

export const alpineSteps = (release: (typeof alpines)[number]): readonly Step[] => [
  layer(`ADD alpine-minirootfs-${release.version}-x86_64.tar.gz / # buildkit`, release.transfer, () =>
    alpineRoot(release.version, release.size),
  ),
  setting('CMD ["/bin/sh"]'),
]

/** What an image that starts FROM alpine:3.22 begins with. */
export const onAlpine = alpineSteps(alpines[0]!)

export const alpine: readonly CatalogueImage[] = alpines.map((release) => ({
  ...library(
    'alpine',
    'A minimal Docker image based on Alpine Linux with a complete package index and only 5 MB in size!',
    11_400,
  ),
  tags: release.tags,
  created: release.created,
  steps: alpineSteps(release),
  config: { Env: [path], Cmd: ['/bin/sh'], WorkingDir: '/' },
}))

const ubuntus: readonly (Release & { readonly distribution: Distribution })[] = [
  {
    tags: ['latest', '24.04', 'noble'],
    created: '2025-07-30T06:06:35Z',
    size: 78_124_112,
    transfer: 29_717_000,
    distribution: ubuntuOf('noble', '24.04', 'Ubuntu 24.04.3 LTS', 'trixie/sid'),
  },
  {
    tags: ['22.04', 'jammy'],
    created: '2025-07-30T06:05:52Z',
    size: 77_862_290,
    transfer: 29_536_000,
    distribution: ubuntuOf('jammy', '22.04', 'Ubuntu 22.04.5 LTS', 'bookworm/sid'),
  },
  {
    tags: ['20.04', 'focal'],
    created: '2025-04-08T10:43:41Z',
    size: 72_812_556,
    transfer: 27_510_000,
    distribution: ubuntuOf('focal', '20.04', 'Ubuntu 20.04.6 LTS', 'bullseye/sid'),
  },
  {
    tags: ['18.04', 'bionic'],
    created: '2023-05-30T09:32:09Z',
    size: 63_149_744,
    transfer: 25_690_000,
    distribution: ubuntuOf('bionic', '18.04', 'Ubuntu 18.04.6 LTS', 'buster/sid'),
  },
]

function ubuntuOf(codename: string, version: string, pretty: string, debianVersion: string): Distribution {
  return { id: 'ubuntu', codename, version, pretty, debianVersion, size: 0, packs: ['coreutils', 'base', 'procps'] }
}

const nop = (words: string): Step => ({ createdBy: `/bin/sh -c #(nop) ${words}` })

export const ubuntu: readonly CatalogueImage[] = ubuntus.map(({ tags, created, size, transfer, distribution }) => ({
  ...library('ubuntu', 'Ubuntu is a Debian-based Linux operating system based on free software.', 17_600),
  tags,
  created,
  steps: [
    nop(' ARG RELEASE'),
    nop(' ARG LAUNCHPAD_BUILD_ARCH'),
    nop(' LABEL org.opencontainers.image.ref.name=ubuntu'),
    nop(` LABEL org.opencontainers.image.version=${distribution.version}`),
    {
      ...nop('ADD file:9d4a1f7e0c5b2a6d8e3f4c1b7a9d2e5f6c8b0a1d3e4f5a6b7c8d9e0f1a2b3c4d in / '),
      layer: { entries: () => debianRoot({ ...distribution, size }), transferSize: transfer },
    },
    nop(' CMD ["/bin/bash"]'),
  ],
  config: {
    Env: [path],
    Cmd: ['/bin/bash'],
    Labels: { 'org.opencontainers.image.ref.name': 'ubuntu', 'org.opencontainers.image.version': distribution.version },
  },
}))

const bookworm: Distribution = {
  id: 'debian',
  codename: 'bookworm',
  version: '12',
  pretty: 'Debian GNU/Linux 12 (bookworm)',
  debianVersion: '12.11',
  size: 0,
  packs: ['coreutils', 'base'],
}
const trixie: Distribution = {
  ...bookworm,
  codename: 'trixie',
  version: '13',
  pretty: 'Debian GNU/Linux 13 (trixie)',
  debianVersion: '13.0',
}
const bullseye: Distribution = {
  ...bookworm,
  codename: 'bullseye',
  version: '11',
  pretty: 'Debian GNU/Linux 11 (bullseye)',
  debianVersion: '11.11',
}

const debianSteps = (distribution: Distribution, size: number, transfer: number): readonly Step[] => [
  {
    createdBy: `# debian.sh --arch 'amd64' out/ '${distribution.codename}' '@1754870400'`,
    comment: 'debuerreotype 0.16',
    layer: { entries: () => debianRoot({ ...distribution, size }), transferSize: transfer },
  },
]

/** What an image that starts FROM debian:bookworm-slim, or debian:bookworm, begins with. */
export const onDebianSlim = debianSteps(bookworm, 74_789_100, 28_228_000)
export const onDebian = debianSteps(bookworm, 116_550_000, 48_480_000)

const debians = [
  { tags: ['latest', 'trixie', '13', '13.0', 'stable'], steps: debianSteps(trixie, 119_850_000, 49_278_000) },
  { tags: ['trixie-slim', '13-slim', 'stable-slim'], steps: debianSteps(trixie, 78_583_000, 29_773_000) },
  { tags: ['bookworm', '12', '12.11', 'oldstable'], steps: onDebian },
  { tags: ['bookworm-slim', '12-slim', '12.11-slim'], steps: onDebianSlim },
  { tags: ['bullseye', '11'], steps: debianSteps(bullseye, 124_230_000, 53_745_000) },
  { tags: ['bullseye-slim', '11-slim'], steps: debianSteps(bullseye, 80_670_000, 30_250_000) },
]

export const debian: readonly CatalogueImage[] = debians.map(({ tags, steps }) => ({
  ...library(
    'debian',
    "Debian is a Linux distribution that's composed entirely of free and open-source software.",
    5200,
  ),
  tags,
  created: '2025-08-11T00:00:00Z',
  steps,
  config: { Env: [path], Cmd: ['bash'] },
}))
