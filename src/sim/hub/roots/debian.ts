import type { FileEntry } from '../../../base/file-entry'
import { dir, file, filled, library, link, tree } from '../entries'
import { gnuPrograms, type Package } from './gnu'

export interface Distribution {
  readonly id: 'debian' | 'ubuntu'
  readonly codename: string
  readonly version: string
  readonly pretty: string
  readonly debianVersion: string
  readonly size: number
  readonly packs: readonly Package[]
}

const accounts = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
lp:x:7:7:lp:/var/spool/lpd:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
news:x:9:9:news:/var/spool/news:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
proxy:x:13:13:proxy:/bin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:Mailing List Manager:/var/list:/usr/sbin/nologin
irc:x:39:39:ircd:/run/ircd:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`

const groupNames =
  'root:0 daemon:1 bin:2 sys:3 adm:4 tty:5 disk:6 lp:7 mail:8 news:9 uucp:10 man:12 proxy:13 kmem:15 dialout:20 fax:21 voice:22 cdrom:24 floppy:25 tape:26 sudo:27 audio:29 dip:30 www-data:33 backup:34 operator:37 list:38 irc:39 src:40 shadow:42 utmp:43 video:44 sasl:45 plugdev:46 staff:50 games:60 users:100 nogroup:65534'

export const debianPasswd = accounts
export const debianGroup = groupNames
  .split(' ')
  .map((pair) => pair.replace(':', ':x:') + ':\n')
  .join('')

const bashrc =
  "# ~/.bashrc: executed by bash(1) for non-login shells.\n\n[ -z \"$PS1\" ] && return\n\nalias ll='ls -alF'\nalias la='ls -A'\nalias l='ls -CF'\n"

function osRelease(d: Distribution): string {
  const like = d.id === 'ubuntu' ? 'ID_LIKE=debian\nUBUNTU_CODENAME=' + d.codename + '\n' : ''
  const name = d.id === 'ubuntu' ? 'Ubuntu' : 'Debian GNU/Linux'
  const site = d.id === 'ubuntu' ? 'https://www.ubuntu.com/' : 'https://www.debian.org/'
  return `PRETTY_NAME="${d.pretty}"\nNAME="${name}"\nVERSION_ID="${d.version}"\nVERSION="${d.pretty.replace(/^[^\d]*/, '')}"\nVERSION_CODENAME=${d.codename}\nID=${d.id}\n${like}HOME_URL="${site}"\n`
}

function sources(d: Distribution): FileEntry {
  const [site, suites] =
    d.id === 'ubuntu'
      ? ['http://archive.ubuntu.com/ubuntu/', `${d.codename} ${d.codename}-updates ${d.codename}-security`]
      : ['http://deb.debian.org/debian', `${d.codename} ${d.codename}-updates`]
  return file(
    `etc/apt/sources.list.d/${d.id}.sources`,
    `Types: deb\nURIs: ${site}\nSuites: ${suites}\nComponents: main${d.id === 'ubuntu' ? ' universe' : ''}\n`,
  )
}

const packages =
  'apt base-files base-passwd bash bsdutils coreutils dash debconf debianutils diffutils dpkg e2fsprogs findutils gpgv grep gzip hostname libc-bin libc6 login mawk mount ncurses-base passwd perl-base sed sysvinit-utils tar tzdata util-linux zlib1g'

const status = packages
  .split(' ')
  .map((name) => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0\n\n`)
  .join('')

/** What every Debian-like tree has besides its programs. */
export function debianBase(d: Distribution): readonly FileEntry[] {
  return [
    ...['bin', 'sbin', 'lib', 'lib64'].map((name) => link(name, `usr/${name}`)),
    file(
      'etc/passwd',
      accounts + (d.id === 'ubuntu' && d.version >= '23' ? 'ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\n' : ''),
    ),
    file('etc/group', debianGroup + (d.id === 'ubuntu' && d.version >= '23' ? 'ubuntu:x:1000:\n' : '')),
    file('etc/shadow', 'root:*:20000:0:99999:7:::\nnobody:*:20000:0:99999:7:::\n', { mode: 0o640, gid: 42 }),
    file('usr/lib/os-release', osRelease(d)),
    link('etc/os-release', '../usr/lib/os-release'),
    file('etc/debian_version', `${d.debianVersion}\n`),
    file('etc/issue', `${d.pretty} \\n \\l\n\n`),
    file('etc/host.conf', 'multi on\n'),
    file(
      'etc/nsswitch.conf',
      'passwd:         files\ngroup:          files\nshadow:         files\nhosts:          files dns\nnetworks:       files\n',
    ),
    file('etc/profile', 'export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\n'),
    file(
      'etc/bash.bashrc',
      '# System-wide .bashrc file for interactive bash(1) shells.\n\n[ -z "$PS1" ] && return\nPS1=\'\\u@\\h:\\w\\$ \'\n',
    ),
    file('etc/shells', '/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n/usr/bin/dash\n'),
    file('etc/skel/.bashrc', bashrc),
    file('etc/skel/.profile', '# ~/.profile: executed by the command interpreter for login shells.\n'),
    file('etc/login.defs', 'UID_MIN 1000\nUID_MAX 60000\n'),
    ...(d.id === 'ubuntu'
      ? [
          file(
            'etc/lsb-release',
            `DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=${d.version}\nDISTRIB_CODENAME=${d.codename}\nDISTRIB_DESCRIPTION="${d.pretty}"\n`,
          ),
          dir('home/ubuntu', { uid: 1000, gid: 1000, mode: 0o750 }),
        ]
      : []),
    sources(d),
    dir('etc/apt/apt.conf.d'),
    dir('etc/apt/preferences.d'),
    dir('etc/apt/trusted.gpg.d'),
    dir('etc/default'),
    dir('etc/init.d'),
    dir('etc/profile.d'),
    dir('etc/ssl/certs'),
    dir('etc/cron.daily'),
    dir('etc/pam.d'),
    dir('etc/security'),
    file('root/.bashrc', bashrc),
    file('root/.profile', '# ~/.profile: executed by Bourne-compatible login shells.\n'),
    dir('root', { mode: 0o700 }),
    library('usr/lib64/ld-linux-x86-64.so.2', 210_968),
    library('usr/lib/x86_64-linux-gnu/libc.so.6', 1_922_136),
    library('usr/lib/x86_64-linux-gnu/libm.so.6', 907_784),
    library('usr/lib/x86_64-linux-gnu/libtinfo.so.6.4', 216_368),
    library('usr/lib/x86_64-linux-gnu/libselinux.so.1', 174_312),
    file('var/lib/dpkg/status', status),
    dir('var/lib/dpkg/info'),
    dir('var/lib/dpkg/updates'),
    dir('var/lib/apt/lists/partial', { mode: 0o700, uid: 42 }),
    dir('var/cache/apt/archives/partial', { mode: 0o700, uid: 42 }),
    dir('var/log/apt'),
    ...[
      'boot',
      'dev',
      'home',
      'media',
      'mnt',
      'opt',
      'run',
      'srv',
      'usr/games',
      'usr/include',
      'usr/local/bin',
      'usr/local/lib',
      'usr/local/sbin',
      'usr/local/share',
      'usr/share/doc',
      'usr/share/zoneinfo',
      'usr/src',
      'var/backups',
      'var/lib/misc',
      'var/opt',
      'var/spool/cron',
    ].map((path) => dir(path)),
    dir('proc', { mode: 0o555 }),
    dir('sys', { mode: 0o555 }),
    dir('tmp', { mode: 0o1777 }),
    dir('var/tmp', { mode: 0o1777 }),
    dir('var/local', { mode: 0o2775, gid: 50 }),
    dir('var/mail', { mode: 0o2775, gid: 8 }),
    link('var/run', '/run'),
    link('var/lock', '/run/lock'),
  ]
}

export const debianRoot = (d: Distribution): readonly FileEntry[] =>
  tree(filled([...debianBase(d), ...gnuPrograms(...d.packs)], d.size, 'usr/share/i18n/locales.bin'))
