import { more, quoted, repo } from './redhat-words'
import type { RedHat } from './redhat'

/** CentOS as it was left, and those that go on as Red Hat Enterprise Linux does: Rocky Linux, AlmaLinux, Oracle Linux. */
export const rocky = (version: string, major: string, code: string): RedHat => ({
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
export const centos7: RedHat = {
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

export const centos8: RedHat = {
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

export const alma = (version: string, major: '8' | '9', code: string): RedHat => ({
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

export const oracle9: RedHat = {
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
