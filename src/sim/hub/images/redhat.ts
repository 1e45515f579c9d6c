import type { FileEntry } from '../../../base/file-entry'
import { path, type CatalogueImage, type Step } from '../catalogue-image'
import { program } from '../entries'
import { redhatRoot, type RedHat, type Repo } from '../roots/redhat'

/**
 * CentOS as it was left, and those that go on: Fedora, Rocky Linux, AlmaLinux, Amazon Linux, Oracle Linux. Versions and dates are those
 * of 2025; the sizes are near those that Docker Hub shows.
 */
interface Release {
  readonly repository: string
  readonly description: string
  readonly stars: number
  readonly tags: readonly string[]
  readonly created: string
  readonly size: number
  readonly transfer: number
  readonly distribution: RedHat
}

const repo = (file: string, id: string, name: string, source: string): Repo => ({ file, id, name, source })

const more = (...names: readonly string[]): readonly FileEntry[] =>
  names.map((name) => program(`usr/${name === 'ip' || name === 'ping' ? 'sbin' : 'bin'}/${name}`, 90_000))

const quoted = (pairs: Readonly<Record<string, string>>) =>
  Object.entries(pairs)
    .map(([key, value]) => `${key}="${value}"\n`)
    .join('')

const rocky = (version: string, major: string, code: string): RedHat => ({
  release: quoted({
    NAME: 'Rocky Linux',
    VERSION: `${version} (${code})`,
    ID: 'rocky',
    ID_LIKE: 'rhel centos fedora',
    VERSION_ID: version,
    PLATFORM_ID: `platform:el${major}`,
    PRETTY_NAME: `Rocky Linux ${version} (${code})`,
    ANSI_COLOR: '0;32',
    LOGO: 'fedora-logo-icon',
    CPE_NAME: `cpe:/o:rocky:rocky:${major}::baseos`,
    HOME_URL: 'https://rockylinux.org/',
    BUG_REPORT_URL: 'https://bugs.rockylinux.org/',
  }),
  issue: `Rocky Linux release ${version} (${code})`,
  issueFile: 'rocky-release',
  manager: 'dnf4',
  key: major === '9' ? 'RPM-GPG-KEY-Rocky-9' : 'RPM-GPG-KEY-rockyofficial',
  repos: [
    ...['BaseOS', 'AppStream'].map((part) =>
      repo(
        major === '9' ? 'rocky.repo' : `Rocky-${part}.repo`,
        part.toLowerCase(),
        `Rocky Linux $releasever - ${part}`,
        `mirrorlist=https://mirrors.rockylinux.org/mirrorlist?arch=$basearch&repo=${part}-$releasever`,
      ),
    ),
    repo(
      major === '9' ? 'rocky-extras.repo' : 'Rocky-Extras.repo',
      'extras',
      'Rocky Linux $releasever - Extras',
      'mirrorlist=https://mirrors.rockylinux.org/mirrorlist?arch=$basearch&repo=extras-$releasever',
    ),
  ],
  packages: major === '9' ? el9('rocky', version) : el8('rocky', version),
})

const el9 = (who: string, version: string) => `
  bash 5.1.8-9.el9 7738
  ca-certificates/noarch 2024.2.69_v8.0.303-91.4.el9_4 2453
  coreutils-single 8.32-39.el9 1400
  curl-minimal 7.76.1-31.el9 245
  dnf/noarch 4.14.0-25.el9 2600
  filesystem 3.16-5.el9 106
  findutils 1:4.8.0-7.el9 1767
  gawk 5.1.0-6.el9 1700
  glibc 2.34-168.el9 6600
  grep 3.6-5.el9 857
  gzip 1.12-1.el9 370
  libcurl-minimal 7.76.1-31.el9 520
  openssl-libs 1:3.2.2-6.el9_5 7600
  python3 3.9.21-2.el9 33
  rpm 4.16.1.3-37.el9 2100
  sed 4.8-9.el9 830
  setup/noarch 2.13.7-10.el9 720
  shadow-utils 2:4.9-12.el9 4000
  tar 2:1.34-7.el9 3200
  tzdata/noarch 2025b-1.el9 1700
  util-linux-core 2.37.4-21.el9 1300
  yum/noarch 4.14.0-25.el9 0
  ${who === 'ol' ? 'oraclelinux' : who}-release/noarch ${version}-1.el9 30
`

const el8 = (who: string, version: string) => `
  bash 4.4.20-5.el8 6900
  ca-certificates/noarch 2023.2.60_v7.0.306-80.0.el8_8 2349
  coreutils-single 8.30-15.el8 1400
  curl 7.61.1-33.el8 690
  dnf/noarch 4.7.0-19.el8 2200
  filesystem 3.8-6.el8 216
  findutils 1:4.6.0-21.el8 1700
  gawk 4.2.1-4.el8 2700
  glibc 2.28-236.el8 6600
  grep 3.1-6.el8 845
  gzip 1.9-13.el8 360
  libcurl 7.61.1-33.el8 600
  openssl-libs 1:1.1.1k-9.el8 3700
  platform-python 3.6.8-56.el8 41
  rpm 4.14.3-28.el8 2000
  sed 4.5-5.el8 770
  setup/noarch 2.12.2-9.el8 720
  shadow-utils 2:4.6-19.el8 4000
  tar 2:1.30-9.el8 2900
  tzdata/noarch 2023c-1.el8 2100
  util-linux 2.32.1-43.el8 11000
  yum/noarch 4.7.0-19.el8 76
  ${who === 'centos' ? 'centos-linux' : who}-release/noarch ${version}-1.el8 30
`

const releases: readonly Release[] = [
  {
    repository: 'library/rockylinux',
    description: 'The official build of Rocky Linux.',
    stars: 240,
    tags: ['9', '9.3', '9.3.20231119'],
    created: '2023-11-20T02:20:32Z',
    size: 176_000_000,
    transfer: 65_400_000,
    distribution: { ...rocky('9.3', '9', 'Blue Onyx'), more: more('python3') },
  },
]

const nop = (words: string): Step => ({ createdBy: `/bin/sh -c #(nop) ${words}` })

const imageOf = ({
  repository,
  description,
  stars,
  tags,
  created,
  size,
  transfer,
  distribution,
}: Release): CatalogueImage => ({
  repository,
  description,
  stars,
  official: repository.startsWith('library/'),
  tags,
  created,
  steps: [
    {
      ...nop(` ADD file:${distribution.issueFile}.tar.xz in / `),
      layer: { entries: () => redhatRoot(distribution, size), transferSize: transfer },
    },
    nop(' CMD ["/bin/bash"]'),
  ],
  config: { Env: [path], Cmd: ['/bin/bash'] },
})

export const redhat: readonly CatalogueImage[] = releases.map(imageOf)
