import { more, quoted, repo } from './redhat-words'
import type { RedHat } from './redhat'

/** Fedora, and Amazon Linux, which began as one. */
export const fedoraOf = (version: string, manager: RedHat['manager']): RedHat => ({
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

export const amazon: RedHat = {
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
