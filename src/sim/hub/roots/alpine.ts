import type { FileEntry } from '../../../base/file-entry'
import { dir, file, filled, library, link, program, tree } from '../entries'
import { binApplets, sbinApplets, usrBinApplets, usrSbinApplets } from './applets'

const passwd = `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
lp:x:4:7:lp:/var/spool/lpd:/sbin/nologin
sync:x:5:0:sync:/sbin:/bin/sync
shutdown:x:6:0:shutdown:/sbin:/sbin/shutdown
halt:x:7:0:halt:/sbin:/sbin/halt
mail:x:8:12:mail:/var/mail:/sbin/nologin
news:x:9:13:news:/usr/lib/news:/sbin/nologin
uucp:x:10:14:uucp:/var/spool/uucppublic:/sbin/nologin
cron:x:16:16:cron:/var/spool/cron:/sbin/nologin
ftp:x:21:21::/var/lib/ftp:/sbin/nologin
sshd:x:22:22:sshd:/dev/null:/sbin/nologin
games:x:35:35:games:/usr/games:/sbin/nologin
ntp:x:123:123:NTP:/var/empty:/sbin/nologin
guest:x:405:100:guest:/dev/null:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`

const group = `root:x:0:root
bin:x:1:root,bin,daemon
daemon:x:2:root,bin,daemon
sys:x:3:root,bin
adm:x:4:root,daemon
tty:x:5:
disk:x:6:root
lp:x:7:lp
kmem:x:9:
wheel:x:10:root
floppy:x:11:root
mail:x:12:mail
news:x:13:news
uucp:x:14:uucp
cron:x:16:cron
audio:x:18:
cdrom:x:19:
dialout:x:20:root
ftp:x:21:
sshd:x:22:
input:x:23:
tape:x:26:root
video:x:27:root
netdev:x:28:
kvm:x:34:kvm
games:x:35:
shadow:x:42:
www-data:x:82:
users:x:100:games
ntp:x:123:
abuild:x:300:
utmp:x:406:
ping:x:999:
nogroup:x:65533:
nobody:x:65534:
`

const profile = `export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

export PAGER=less
umask 022

for script in /etc/profile.d/*.sh; do
	if [ -r "$script" ] ; then
		. "$script"
	fi
done
unset script
`

const packages: readonly (readonly [name: string, version: string, size: number, about: string])[] = [
  ['alpine-baselayout', '3.6.8-r1', 331_776, 'Alpine base dir structure and init scripts'],
  ['alpine-keys', '2.5-r0', 159_744, 'Public keys for Alpine Linux packages'],
  ['apk-tools', '2.14.6-r3', 315_392, 'Alpine Package Keeper - package manager for alpine'],
  ['busybox', '1.37.0-r12', 962_560, 'Size optimized toolbox of many common UNIX utilities'],
  ['ca-certificates-bundle', '20241121-r1', 233_472, 'Pre generated bundle of Mozilla certificates'],
  ['libcrypto3', '3.3.3-r0', 4_681_728, 'Crypto library from openssl'],
  ['libssl3', '3.3.3-r0', 815_104, 'SSL shared libraries'],
  ['musl', '1.2.5-r9', 667_648, 'the musl c library (libc) implementation'],
  ['musl-utils', '1.2.5-r9', 139_264, 'the musl c library (libc) implementation'],
  ['scanelf', '1.3.8-r1', 98_304, 'Scan ELF binaries for stuff'],
  ['ssl_client', '1.37.0-r12', 28_672, 'External ssl_client for busybox wget'],
  ['zlib', '1.3.1-r2', 110_592, 'A compression/decompression Library'],
]

const installed = packages
  .map(([name, version, size, about]) => `P:${name}\nV:${version}\nA:x86_64\nI:${size}\nT:${about}\n\n`)
  .join('')

/** The tree of alpine's minirootfs: busybox, musl, apk. `size` is the whole of it. */
export function alpineRoot(version: string, size: number): readonly FileEntry[] {
  const short = version.split('.').slice(0, 2).join('.')
  const osRelease = `NAME="Alpine Linux"\nID=alpine\nVERSION_ID=${version}\nPRETTY_NAME="Alpine Linux v${short}"\nHOME_URL="https://alpinelinux.org/"\nBUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"\n`
  const entries = [
    program('bin/busybox', 808_712),
    ...binApplets.map((applet) => link(`bin/${applet}`, '/bin/busybox')),
    ...sbinApplets.map((applet) => link(`sbin/${applet}`, '/bin/busybox')),
    ...usrBinApplets.map((applet) => link(`usr/bin/${applet}`, '/bin/busybox')),
    ...usrSbinApplets.map((applet) => link(`usr/sbin/${applet}`, '/bin/busybox')),
    program('sbin/apk', 71_248),
    program('usr/bin/getent', 47_888),
    program('usr/bin/ldd', 18_232),
    file('etc/alpine-release', `${version}\n`),
    file(
      'etc/apk/repositories',
      `https://dl-cdn.alpinelinux.org/alpine/v${short}/main\nhttps://dl-cdn.alpinelinux.org/alpine/v${short}/community\n`,
    ),
    file(
      'etc/apk/world',
      'alpine-baselayout\nalpine-keys\nalpine-release\napk-tools\nbusybox\nlibc-utils\nmusl-utils\n',
    ),
    file('etc/apk/arch', 'x86_64\n'),
    file('lib/apk/db/installed', installed),
    file('etc/passwd', passwd),
    file('etc/group', group),
    file('etc/shadow', 'root:*::0:::::\nnobody:!::0:::::\n', { mode: 0o640, gid: 42 }),
    file('etc/hostname', 'localhost\n'),
    file('etc/hosts', '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n'),
    file('etc/issue', `Welcome to Alpine Linux ${short}\nKernel \\r on an \\m (\\l)\n\n`),
    file('etc/motd', 'Welcome to Alpine!\n'),
    file('etc/fstab', '/dev/cdrom\t/media/cdrom\tiso9660\tnoauto,ro 0 0\n'),
    file('etc/nsswitch.conf', 'hosts: files dns\n'),
    file('etc/profile', profile),
    dir('etc/profile.d'),
    file('etc/shells', '/bin/sh\n/bin/ash\n'),
    dir('etc/ssl/certs'),
    dir('etc/network'),
    dir('etc/periodic/daily'),
    dir('etc/init.d'),
    file('usr/lib/os-release', osRelease),
    link('etc/os-release', '../usr/lib/os-release'),
    library('lib/ld-musl-x86_64.so.1', 670_592),
    link('lib/libc.musl-x86_64.so.1', 'ld-musl-x86_64.so.1'),
    library('lib/libapk.so.2.14.0', 280_312),
    library('usr/lib/libssl.so.3', 805_608),
    library('usr/lib/libz.so.1.3.1', 104_008),
    ...[
      'dev',
      'home',
      'media/cdrom',
      'media/floppy',
      'media/usb',
      'mnt',
      'opt',
      'run',
      'srv',
      'usr/local/bin',
      'usr/local/lib',
      'usr/local/share',
      'usr/share/man',
      'var/cache/apk',
      'var/lib/apk',
      'var/local',
      'var/log',
      'var/mail',
      'var/opt',
      'var/spool/cron/crontabs',
    ].map((path) => dir(path)),
    dir('proc', { mode: 0o555 }),
    dir('sys', { mode: 0o555 }),
    dir('root', { mode: 0o700 }),
    dir('tmp', { mode: 0o1777 }),
    dir('var/tmp', { mode: 0o1777 }),
    dir('var/empty', { mode: 0o555 }),
    link('var/run', '../run'),
  ]
  return tree(filled(entries, size, 'usr/lib/libcrypto.so.3'))
}
