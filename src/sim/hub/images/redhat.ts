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

/** `mirrorlist=` first, as it was left, and the address that it never asks in a comment: what everybody's sed makes of it works. */
const centos7: RedHat = {
  release: `${quoted({
    NAME: 'CentOS Linux',
    VERSION: '7 (Core)',
    ID: 'centos',
    ID_LIKE: 'rhel fedora',
    VERSION_ID: '7',
    PRETTY_NAME: 'CentOS Linux 7 (Core)',
    ANSI_COLOR: '0;31',
    CPE_NAME: 'cpe:/o:centos:centos:7',
    HOME_URL: 'https://www.centos.org/',
    BUG_REPORT_URL: 'https://bugs.centos.org/',
  })}\n`,
  issue: 'CentOS Linux release 7.9.2009 (Core)',
  issueFile: 'centos-release',
  manager: 'yum3',
  key: 'RPM-GPG-KEY-CentOS-7',
  repos: [
    ['base', 'Base', 'os'],
    ['updates', 'Updates', 'updates'],
    ['extras', 'Extras', 'extras'],
  ].map(([id, name, part]) =>
    repo(
      'CentOS-Base.repo',
      id!,
      `CentOS-$releasever - ${name}`,
      `mirrorlist=http://mirrorlist.centos.org/?release=$releasever&arch=$basearch&repo=${part}&infra=$infra\n#baseurl=http://mirror.centos.org/centos/$releasever/${part}/$basearch/`,
    ),
  ),
  packages: `
    bash 4.2.46-34.el7 3500
    ca-certificates/noarch 2020.2.41-70.0.el7_8 940
    centos-release 7-9.2009.0.el7.centos 43
    coreutils 8.22-24.el7_9.2 14600
    curl 7.29.0-59.el7 540
    filesystem 3.2-25.el7 1
    findutils 1:4.5.11-6.el7 1800
    gawk 4.0.2-4.el7_3.1 2400
    glibc 2.17-317.el7 14000
    grep 2.20-3.el7 1100
    gzip 1.5-10.el7 240
    hostname 3.13-3.el7_7.1 19
    iputils 20160308-10.el7 340
    openssl-libs 1:1.0.2k-19.el7 3100
    procps-ng 3.3.10-28.el7 740
    python 2.7.5-89.el7 78
    rpm 4.11.3-45.el7 2600
    sed 4.2.2-7.el7 590
    setup/noarch 2.8.71-11.el7 690
    shadow-utils 2:4.6-5.el7 3500
    tar 2:1.26-35.el7 2700
    util-linux 2.23.2-65.el7 8100
    vim-minimal 2:7.4.629-7.el7 900
    yum/noarch 3.4.3-168.el7.centos 5600
  `,
  more: more('ping', 'ps', 'top', 'free', 'uptime', 'pgrep', 'pkill', 'watch', 'vi'),
}

const centos8: RedHat = {
  release: quoted({
    NAME: 'CentOS Linux',
    VERSION: '8',
    ID: 'centos',
    ID_LIKE: 'rhel fedora',
    VERSION_ID: '8',
    PLATFORM_ID: 'platform:el8',
    PRETTY_NAME: 'CentOS Linux 8',
    ANSI_COLOR: '0;31',
    CPE_NAME: 'cpe:/o:centos:centos:8',
    HOME_URL: 'https://centos.org/',
    BUG_REPORT_URL: 'https://bugs.centos.org/',
    CENTOS_MANTISBT_PROJECT: 'CentOS-8',
    CENTOS_MANTISBT_PROJECT_VERSION: '8',
  }),
  issue: 'CentOS Linux release 8.4.2105',
  issueFile: 'centos-release',
  manager: 'dnf4',
  key: 'RPM-GPG-KEY-centosofficial',
  repos: [
    ['appstream', 'AppStream', 'AppStream', 'AppStream/$basearch/os/'],
    ['baseos', 'BaseOS', 'BaseOS', 'BaseOS/$basearch/os/'],
    ['extras', 'Extras', 'extras', 'extras/$basearch/os/'],
  ].map(([id, name, part, place]) =>
    repo(
      `CentOS-Linux-${name}.repo`,
      id!,
      `CentOS Linux $releasever - ${name}`,
      `mirrorlist=http://mirrorlist.centos.org/?release=$releasever&arch=$basearch&repo=${part}&infra=$infra\n#baseurl=http://mirror.centos.org/$contentdir/$releasever/${place}`,
    ),
  ),
  packages: el8('centos', '8.4'),
  more: more('ping', 'ps', 'top', 'free', 'uptime', 'pgrep', 'pkill', 'watch', 'vi', 'ip'),
}

const fedoraOf = (version: string, manager: RedHat['manager']): RedHat => ({
  release: quoted({
    NAME: 'Fedora Linux',
    VERSION: `${version} (Container Image)`,
    RELEASE_TYPE: 'stable',
    ID: 'fedora',
    VERSION_ID: version,
    VERSION_CODENAME: '',
    PLATFORM_ID: `platform:f${version}`,
    PRETTY_NAME: `Fedora Linux ${version} (Container Image)`,
    ANSI_COLOR: '0;38;2;60;110;180',
    LOGO: 'fedora-logo-icon',
    CPE_NAME: `cpe:/o:fedoraproject:fedora:${version}`,
    HOME_URL: 'https://fedoraproject.org/',
    VARIANT: 'Container Image',
    VARIANT_ID: 'container',
  }),
  issue: `Fedora release ${version} (${codenames[version] ?? 'Adams'})`,
  issueFile: 'fedora-release',
  manager,
  key: `RPM-GPG-KEY-fedora-${version}-x86_64`,
  repos: [
    repo(
      'fedora-cisco-openh264.repo',
      'fedora-cisco-openh264',
      'Fedora $releasever openh264 (From Cisco) - $basearch',
      'metalink=https://mirrors.fedoraproject.org/metalink?repo=fedora-cisco-openh264-$releasever&arch=$basearch',
    ),
    repo(
      'fedora-updates.repo',
      'updates',
      'Fedora $releasever - $basearch - Updates',
      'metalink=https://mirrors.fedoraproject.org/metalink?repo=updates-released-f$releasever&arch=$basearch',
    ),
    repo(
      'fedora.repo',
      'fedora',
      'Fedora $releasever - $basearch',
      'metalink=https://mirrors.fedoraproject.org/metalink?repo=fedora-$releasever&arch=$basearch',
    ),
  ],
  packages: `
    bash 5.2.37-1.fc42 8200
    ca-certificates/noarch 2024.2.69_v8.0.401-5.fc42 2600
    coreutils 9.6-4.fc42 5400
    curl 8.11.1-5.fc42 450
    dnf5 5.2.15.0-1.fc42 2800
    fedora-release-container/noarch 42-30 0
    filesystem 3.18-42.fc42 112
    findutils 1:4.10.0-5.fc42 1900
    gawk 5.3.1-1.fc42 1700
    glibc 2.41-11.fc42 6700
    grep 3.11-10.fc42 1000
    gzip 1.13-3.fc42 388
    libcurl 8.11.1-5.fc42 834
    openssl-libs 1:3.2.4-4.fc42 7900
    rpm 4.20.1-1.fc42 3100
    sed 4.9-4.fc42 857
    setup/noarch 2.15.0-13.fc42 720
    shadow-utils 2:4.17.4-1.fc42 4000
    tar 2:1.35-5.fc42 2900
    tzdata/noarch 2025b-1.fc42 1600
    util-linux-core 2.40.4-7.fc42 1400
    vim-minimal 2:9.1.1591-1.fc42 1700
  `,
  more: more('vi'),
})

const codenames: Readonly<Record<string, string>> = { '42': 'Adams', '41': 'Forty One' }

const alma = (version: string, major: '8' | '9', code: string): RedHat => ({
  release: quoted({
    NAME: 'AlmaLinux',
    VERSION: `${version} (${code})`,
    ID: 'almalinux',
    ID_LIKE: 'rhel centos fedora',
    VERSION_ID: version,
    PLATFORM_ID: `platform:el${major}`,
    PRETTY_NAME: `AlmaLinux ${version} (${code})`,
    ANSI_COLOR: '0;34',
    LOGO: 'fedora-logo-icon',
    CPE_NAME: `cpe:/o:almalinux:almalinux:${major}::baseos`,
    HOME_URL: 'https://almalinux.org/',
    DOCUMENTATION_URL: 'https://wiki.almalinux.org/',
    BUG_REPORT_URL: 'https://bugs.almalinux.org/',
  }),
  issue: `AlmaLinux release ${version} (${code})`,
  issueFile: 'almalinux-release',
  manager: 'dnf4',
  key: major === '9' ? 'RPM-GPG-KEY-AlmaLinux-9' : 'RPM-GPG-KEY-AlmaLinux',
  repos: ['AppStream', 'BaseOS', 'Extras'].map((part) =>
    repo(
      `almalinux-${part.toLowerCase()}.repo`,
      part.toLowerCase(),
      `AlmaLinux $releasever - ${part}`,
      `mirrorlist=https://mirrors.almalinux.org/mirrorlist/$releasever/${part.toLowerCase()}`,
    ),
  ),
  packages: major === '9' ? el9('almalinux', version) : el8('almalinux', version),
  more: more('vi', ...(major === '9' ? ['python3'] : [])),
})

const amazon: RedHat = {
  release: quoted({
    NAME: 'Amazon Linux',
    VERSION: '2023',
    ID: 'amzn',
    ID_LIKE: 'fedora',
    VERSION_ID: '2023',
    PLATFORM_ID: 'platform:al2023',
    PRETTY_NAME: 'Amazon Linux 2023.8.20250808',
    ANSI_COLOR: '0;33',
    CPE_NAME: 'cpe:2.3:o:amazon:amazon_linux:2023',
    HOME_URL: 'https://aws.amazon.com/linux/amazon-linux-2023/',
    DOCUMENTATION_URL: 'https://docs.aws.amazon.com/linux/',
    SUPPORT_URL: 'https://aws.amazon.com/premiumsupport/',
    BUG_REPORT_URL: 'https://github.com/amazonlinux/amazon-linux-2023',
    VENDOR_NAME: 'AWS',
    VENDOR_URL: 'https://aws.amazon.com/',
    SUPPORT_END: '2029-06-30',
  }),
  issue: 'Amazon Linux release 2023.8.20250808 (Amazon Linux)',
  issueFile: 'amazon-linux-release',
  manager: 'dnf4',
  repos: [
    repo(
      'amazonlinux.repo',
      'amazonlinux',
      'Amazon Linux 2023 repository',
      'mirrorlist=https://cdn.amazonlinux.com/al2023/core/mirrors/latest/$basearch/mirror.list',
    ),
  ],
  packages: `
    bash 5.2.15-1.amzn2023.0.2 8000
    coreutils-single 8.32-30.amzn2023.0.3 1400
    curl-minimal 8.11.1-4.amzn2023.0.1 250
    dnf/noarch 4.14.0-1.amzn2023.0.6 2600
    filesystem 3.14-5.amzn2023.0.3 106
    gawk 5.1.0-3.amzn2023.0.3 1700
    glibc 2.34-196.amzn2023.0.1 6400
    grep 3.8-1.amzn2023.0.4 900
    libcurl-minimal 8.11.1-4.amzn2023.0.1 560
    openssl-libs 1:3.2.2-1.amzn2023.0.1 7600
    python3 3.9.23-1.amzn2023.0.3 33
    rpm 4.16.1.3-29.amzn2023.0.6 2000
    sed 4.8-7.amzn2023.0.2 800
    setup/noarch 2.13.7-3.amzn2023.0.2 720
    system-release/noarch 2023.8.20250808-0.amzn2023 30
    yum/noarch 4.14.0-1.amzn2023.0.6 0
  `,
  more: more('python3'),
  without:
    /\/(find|xargs|tar|which|hostname|diff|cmp|less|gzip|gunzip|zcat|su|useradd|usermod|groupadd|userdel|groupdel|passwd|xz|bzip2)$/,
}

const oracle9: RedHat = {
  release: quoted({
    NAME: 'Oracle Linux Server',
    VERSION: '9.6',
    ID: 'ol',
    ID_LIKE: 'fedora',
    VARIANT: 'Server',
    VARIANT_ID: 'server',
    VERSION_ID: '9.6',
    PLATFORM_ID: 'platform:el9',
    PRETTY_NAME: 'Oracle Linux Server 9.6',
    ANSI_COLOR: '0;31',
    CPE_NAME: 'cpe:/o:oracle:linux:9:6:server',
    HOME_URL: 'https://linux.oracle.com/',
    BUG_REPORT_URL: 'https://github.com/oracle/oracle-linux',
  }),
  issue: 'Oracle Linux Server release 9.6',
  issueFile: 'oracle-release',
  manager: 'dnf4',
  key: 'RPM-GPG-KEY-oracle',
  repos: [
    ['ol9_baseos_latest', 'BaseOS Latest', 'baseos/latest'],
    ['ol9_appstream', 'Application Stream Packages', 'appstream'],
  ].map(([id, name, part]) =>
    repo(
      'oracle-linux-ol9.repo',
      id!,
      `Oracle Linux 9 ${name} ($basearch)`,
      `baseurl=https://yum.oracle.com/repo/OracleLinux/OL9/${part}/$basearch/`,
    ),
  ),
  packages: el9('ol', '9.6'),
  more: more('python3', 'vi'),
}

const nothingMore = /\/(which|hostname|less|lscpu|bzip2)$/

const releases: readonly Release[] = [
  {
    repository: 'library/centos',
    description: 'DEPRECATED; The official build of CentOS.',
    stars: 7800,
    tags: ['latest', '8', 'centos8', '8.4.2105', 'centos8.4.2105'],
    created: '2021-09-15T18:20:05Z',
    size: 231_268_856,
    transfer: 83_518_086,
    distribution: { ...centos8, without: nothingMore },
  },
  {
    repository: 'library/centos',
    description: 'DEPRECATED; The official build of CentOS.',
    stars: 7800,
    tags: ['7', 'centos7', '7.9.2009', 'centos7.9.2009'],
    created: '2021-09-15T18:20:23Z',
    size: 203_950_020,
    transfer: 76_097_157,
    distribution: { ...centos7, without: /\/(which|less|bzip2)$/ },
  },
  {
    repository: 'library/fedora',
    description: 'Official Docker builds of Fedora',
    stars: 1240,
    tags: ['latest', '42'],
    created: '2025-08-11T06:05:44Z',
    size: 172_000_000,
    transfer: 61_900_000,
    distribution: { ...fedoraOf('42', 'dnf5'), without: nothingMore },
  },
  {
    repository: 'library/rockylinux',
    description: 'The official build of Rocky Linux.',
    stars: 240,
    tags: ['9', '9.3', '9.3.20231119'],
    created: '2023-11-20T02:20:32Z',
    size: 176_000_000,
    transfer: 65_400_000,
    distribution: { ...rocky('9.3', '9', 'Blue Onyx'), more: more('python3', 'vi'), without: nothingMore },
  },
  {
    repository: 'library/rockylinux',
    description: 'The official build of Rocky Linux.',
    stars: 240,
    tags: ['8', '8.9', '8.9.20231119'],
    created: '2023-11-20T02:19:56Z',
    size: 198_000_000,
    transfer: 72_100_000,
    distribution: { ...rocky('8.9', '8', 'Green Obsidian'), more: more('vi'), without: nothingMore },
  },
  {
    repository: 'rockylinux/rockylinux',
    description: 'Rocky Linux official container images',
    stars: 90,
    tags: ['latest', '9', '9.6'],
    created: '2025-05-31T21:05:13Z',
    size: 181_000_000,
    transfer: 68_300_000,
    distribution: { ...rocky('9.6', '9', 'Blue Onyx'), more: more('python3', 'vi'), without: nothingMore },
  },
  {
    repository: 'library/almalinux',
    description: 'The official build of AlmaLinux OS.',
    stars: 210,
    tags: ['latest', '9', '9.6'],
    created: '2025-08-11T07:52:10Z',
    size: 186_000_000,
    transfer: 67_100_000,
    distribution: { ...alma('9.6', '9', 'Sage Margay'), without: nothingMore },
  },
  {
    repository: 'library/almalinux',
    description: 'The official build of AlmaLinux OS.',
    stars: 210,
    tags: ['8', '8.10'],
    created: '2025-08-11T07:51:02Z',
    size: 190_000_000,
    transfer: 68_900_000,
    distribution: { ...alma('8.10', '8', 'Cerulean Leopard'), without: nothingMore },
  },
  {
    repository: 'library/amazonlinux',
    description: 'Amazon Linux provides a stable, secure, and high-performance execution environment.',
    stars: 560,
    tags: ['latest', '2023', '2023.8.20250808.1'],
    created: '2025-08-12T01:10:30Z',
    size: 143_000_000,
    transfer: 53_700_000,
    distribution: amazon,
  },
  {
    repository: 'library/oraclelinux',
    description: 'Official Docker builds of Oracle Linux.',
    stars: 990,
    tags: ['9'],
    created: '2025-07-24T18:42:11Z',
    size: 237_000_000,
    transfer: 93_300_000,
    distribution: { ...oracle9, without: nothingMore },
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
