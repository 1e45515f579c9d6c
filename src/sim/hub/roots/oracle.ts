import type { FileEntry } from '../../../base/file-entry'
import { dir, file, filled, link, program, tree } from '../entries'
import { gnuPrograms } from './gnu'

/** oraclelinux:9-slim: Red Hat's programs and places, microdnf instead of a package manager that one would like. */
const accounts = `root:x:0:0:root:/root:/bin/bash
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
adm:x:3:4:adm:/var/adm:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown
halt:x:7:0:halt:/sbin:/sbin/halt
mail:x:8:12:mail:/var/spool/mail:/sbin/nologin
operator:x:11:0:operator:/root:/sbin/nologin
games:x:12:100:games:/usr/games:/sbin/nologin
ftp:x:14:50:FTP User:/var/ftp:/sbin/nologin
nobody:x:65534:65534:Kernel Overflow User:/:/sbin/nologin
`

const groups = `root:x:0:
bin:x:1:
daemon:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mem:x:8:
kmem:x:9:
wheel:x:10:
mail:x:12:
games:x:20:
floppy:x:19:
ftp:x:50:
users:x:100:
nobody:x:65534:
`

export const oraclePasswd = accounts
export const oracleGroup = groups

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

/** Debian's own tools, and what the slim image leaves out. */
const absent =
  /\/(apt|dpkg|deb|adduser|addgroup|deluser|dash|mawk|perl|perl\S+|lsb_release|run-parts|find|xargs|which|hostname|diff|cmp|less|lscpu|su|login|passwd|chsh|xz|bzip2|ischroot|tempfile|savelog)[^/]*$/

export function oracleRoot(size: number): readonly FileEntry[] {
  const entries = [
    ...['bin', 'sbin', 'lib', 'lib64'].map((name) => link(name, `usr/${name}`)),
    ...gnuPrograms('coreutils', 'base').filter(({ path }) => !absent.test(path)),
    link('usr/bin/sh', 'bash'),
    program('usr/bin/gawk', 712_984, 'awk'),
    link('usr/bin/awk', 'gawk'),
    program('usr/bin/curl', 272_824),
    program('usr/bin/microdnf', 53_000, 'unsimulated'),
    program('usr/bin/rpm', 24_328, 'unsimulated'),
    file('etc/passwd', accounts),
    file('etc/group', groups),
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
