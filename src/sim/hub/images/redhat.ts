import { path, type CatalogueImage, type Step } from '../catalogue-image'
import { alma, centos7, centos8, oracle9, rocky } from '../roots/enterprise'
import { amazon, fedoraOf } from '../roots/fedora'
import { redhatRoot, type RedHat } from '../roots/redhat'
import { more } from '../roots/redhat-words'

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
