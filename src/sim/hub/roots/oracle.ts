import type { FileEntry } from '../../../base/file-entry'
import { dir, file, filled, link, program, tree } from '../entries'
import { gnuPrograms } from './gnu'
import { debianOnly, redhatGroup, redhatPasswd } from './redhat'

/** oraclelinux:9-slim: Red Hat's programs and places, microdnf instead of a package manager that one would like. */
export const oraclePasswd = redhatPasswd
export const oracleGroup = redhatGroup

const version = '9.6'
const pretty = `Oracle Linux Server ${version}`

const release = `NAME="Oracle Linux Server"
VERSION="${version}"
ID="ol"
ID_LIKE="fedora"
VARIANT="Server"
VARIANT_ID="server"
VERSION_ID="${version}"
PLATFORM_ID="platform:el9"
PRETTY_NAME="${pretty}"
ANSI_COLOR="0;31"
HOME_URL="https://linux.oracle.com/"
`

/** Besides what no Red Hat has: what the slim image leaves out. */
const absent = /\/(find|xargs|which|hostname|diff|cmp|less|lscpu|su|login|passwd|xz|bzip2)[^/]*$/

export function oracleRoot(size: number): readonly FileEntry[] {
  const entries = [
    ...['bin', 'sbin', 'lib', 'lib64'].map((name) => link(name, `usr/${name}`)),
    ...gnuPrograms('coreutils', 'base').filter(({ path }) => !debianOnly.test(path) && !absent.test(path)),
    link('usr/bin/sh', 'bash'),
    program('usr/bin/gawk', 712_984, 'awk'),
    link('usr/bin/awk', 'gawk'),
    program('usr/bin/curl', 272_824),
    program('usr/bin/microdnf', 53_000, 'unsimulated'),
    program('usr/bin/rpm', 24_328, 'unsimulated'),
    file('etc/passwd', oraclePasswd),
    file('etc/group', oracleGroup),
    file('etc/shadow', 'root:!locked::0:99999:7:::\n', { mode: 0o000 }),
    file('usr/lib/os-release', release),
    link('etc/os-release', '../usr/lib/os-release'),
    file('etc/oracle-release', `${pretty}\n`),
    file('etc/redhat-release', `Red Hat Enterprise Linux release ${version} (Plow)\n`),
    file(
      'etc/nsswitch.conf',
      'passwd:     sss files systemd\ngroup:      sss files systemd\nhosts:      files dns myhostname\n',
    ),
    ...[
      'dev',
      'etc/yum.repos.d',
      'home',
      'media',
      'mnt',
      'opt',
      'proc',
      'run',
      'srv',
      'sys',
      'var/cache',
      'var/lib',
      'var/log',
      'var/tmp',
    ].map((path) => dir(path)),
    dir('root', { mode: 0o550 }),
    dir('tmp', { mode: 0o1777 }),
    link('var/run', '../run'),
  ]
  return tree(filled(entries, size, 'usr/lib64/libc.so.6'))
}
