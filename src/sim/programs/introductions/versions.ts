import { linesOf } from '../face'
import type { Sys } from '../../wire/sys'

/** Which version of a package each distribution has, and the year in its notice; the columns are those of `releases`. */
const releases = ['ubuntu 24', 'debian 12', 'debian 13', 'ubuntu 22', 'el 9', 'el 8', 'el 7', 'fedora 42'] as const

const table: Readonly<Record<string, string>> = {
  coreutils: '9.4/2023 9.1/2022 9.7/2025 8.32/2020 8.32/2020 8.30/2018 8.22/2013 9.6/2025',
  diffutils: '3.10/2023 3.8/2021 3.10/2023 3.8/2021 3.7/2018 3.6/2017 3.3/2013 3.10/2023',
  findutils: '4.9.0/2022 4.9.0/2022 4.10.0/2024 4.8.0/2021 4.8.0/2021 4.6.0/2015 4.5.11/2012 4.10.0/2024',
  grep: '3.11/2023 3.8/2022 3.11/2023 3.7/2021 3.6/2020 3.1/2017 2.20/2014 3.11/2023',
  gzip: '1.12/2018 1.12/2018 1.13/2023 1.10/2018 1.12/2018 1.9/2018 1.5/2010 1.13/2023',
  iproute2: '6.1.0 6.1.0 6.15.0 5.15.0 6.11.0 6.2.0 4.11.0 6.12.0',
  iputils: '20240117 20221126 20240905 20211215 20210202 20180629 20160308 20240905',
  less: '590 590 668 590 590 530 458 679',
  'procps-ng': '4.0.4 4.0.2 4.0.4 3.3.17 3.3.17 3.3.15 3.3.10 4.0.4',
  psmisc: '23.7 23.6 23.7 23.4 23.4 23.1 22.20 23.7',
  sed: '4.9/2022 4.9/2022 4.9/2022 4.8/2020 4.8/2020 4.5/2018 4.2.2/2012 4.9/2022',
  tar: '1.35/2023 1.34/2021 1.35/2023 1.34/2021 1.34/2021 1.30/2017 1.26/2011 1.35/2023',
  'util-linux': '2.39.3 2.38.1 2.41 2.37.2 2.37.4 2.32.1 2.23.2 2.40.4',
}

export interface Version {
  readonly number: string
  readonly year: string
}

/** The version that the distribution of this file system has; of one that is not in the table, that of the nearest. */
export function versionOf(sys: Sys, name: string): Version {
  const lines = linesOf(sys, '/etc/os-release')
  const of = (key: string) => (lines.find((line) => line.startsWith(`${key}=`)) ?? '').replaceAll(/^\w+=|"/g, '')
  const id = of('ID')
  const major = of('VERSION_ID').split('.')[0]!
  const family = /^(rocky|almalinux|centos|ol|rhel|amzn)$/.test(id) ? 'el' : id
  const exact = releases.indexOf(`${family} ${major}` as (typeof releases)[number])
  const near = { el: 4, debian: 1, fedora: 7 }[family] ?? 0
  const [number = '', year = ''] = table[name]!.split(' ')[exact < 0 ? near : exact]!.split('/')
  return { number, year }
}
