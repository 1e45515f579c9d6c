import type { FileEntry } from '../../../base/file-entry'
import { dir, file, filled, library, link, program, tree } from '../entries'
import { gnuPrograms } from './gnu'

/**
 * The family of Red Hat: bash as sh, GNU's programs, rpm and its package manager, and the repositories that it asks.
 * What is installed is a handful of the real hundred and more; the sizes of images are about those that are published.
 */
export interface RedHat {
  /** The lines of /etc/os-release. */
  readonly release: string
  /** The line of /etc/redhat-release, and the distribution's own name for the file. */
  readonly issue: string
  readonly issueFile: string
  readonly manager: 'yum3' | 'dnf4' | 'dnf5'
  /** Section, name and address of each repository; and the file that they are in. */
  readonly repos: readonly Repo[]
  readonly key?: string
  /** `name version kB`, as rpm -q says them. */
  readonly packages: string
  /** Programs that the image has, or lacks, besides coreutils and the base. */
  readonly more?: readonly FileEntry[]
  readonly without?: RegExp
}

export interface Repo {
  readonly file: string
  readonly id: string
  readonly name: string
  /** `mirrorlist=…`, `metalink=…` or `baseurl=…`, one or more lines. */
  readonly source: string
}

export const redhatPasswd = `root:x:0:0:root:/root:/bin/bash
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

export const redhatGroup = `root:x:0:
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

/** What Debian's own packages bring. */
export const debianOnly =
  /\/(apt|dpkg|deb|adduser|addgroup|deluser|dash|mawk|perl|perl\S+|lsb_release|run-parts|chsh|ischroot|tempfile|savelog)[^/]*$/

const bashrc =
  "# .bashrc\n\nalias rm='rm -i'\nalias cp='cp -i'\nalias mv='mv -i'\n\nif [ -f /etc/bashrc ]; then\n\t. /etc/bashrc\nfi\n"

const managers: Readonly<Record<RedHat['manager'], readonly FileEntry[]>> = {
  yum3: [
    program('usr/bin/yum', 801),
    program('usr/bin/python2.7', 7_144, 'unsimulated'),
    link('usr/bin/python', 'python2.7'),
  ],
  dnf4: [program('usr/bin/dnf-3', 2_097, 'dnf'), link('usr/bin/dnf', 'dnf-3'), link('usr/bin/yum', 'dnf-3')],
  dnf5: [program('usr/bin/dnf5', 1_193_000), link('usr/bin/dnf', 'dnf5'), link('usr/bin/yum', 'dnf5')],
}

/** Where the three generations keep what is installed. */
const databaseOf: Readonly<Record<RedHat['manager'], string>> = {
  yum3: 'var/lib/rpm/Packages',
  dnf4: 'var/lib/rpm/rpmdb.sqlite',
  dnf5: 'usr/lib/sysimage/rpm/rpmdb.sqlite',
}

const repoFiles = ({ repos, key }: RedHat): readonly FileEntry[] =>
  [...new Set(repos.map((repo) => repo.file))].map((name) =>
    file(
      `etc/yum.repos.d/${name}`,
      repos
        .filter((repo) => repo.file === name)
        .map(
          ({ id, name: words, source }) =>
            `[${id}]\nname=${words}\n${source}\nenabled=1\ngpgcheck=1\n${key === undefined ? '' : `gpgkey=file:///etc/pki/rpm-gpg/${key}\n`}`,
        )
        .join('\n'),
    ),
  )

/** The database of what is installed: a record a package, as programs/packages/rpm/database.ts reads it. */
const database = (packages: string): string =>
  packages
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = '', size = '0'] = line.trim().split(' ')
      const [plain = '', arch = 'x86_64'] = name.split('/')
      return `Name: ${plain}\nVersion: ${version}\nArch: ${arch}\nSize: ${Number(size) * 1000}\nRepo: anaconda\n\n`
    })
    .join('')

export function redhatRoot(d: RedHat, size: number): readonly FileEntry[] {
  const entries = [
    ...['bin', 'sbin', 'lib', 'lib64'].map((name) => link(name, `usr/${name}`)),
    ...gnuPrograms('coreutils', 'base').filter(
      ({ path }) => !debianOnly.test(path) && !(d.without?.test(path) ?? false),
    ),
    link('usr/bin/sh', 'bash'),
    program('usr/bin/gawk', 712_984, 'awk'),
    link('usr/bin/awk', 'gawk'),
    program('usr/bin/curl', 272_824),
    program('usr/bin/rpm', 24_328),
    ...managers[d.manager],
    ...(d.more ?? []),
    file('etc/passwd', redhatPasswd),
    file('etc/group', redhatGroup),
    file('etc/shadow', 'root:!locked::0:99999:7:::\n', { mode: 0o000 }),
    file('usr/lib/os-release', d.release),
    link('etc/os-release', '../usr/lib/os-release'),
    file(`etc/${d.issueFile}`, `${d.issue}\n`),
    link('etc/redhat-release', d.issueFile),
    link('etc/system-release', d.issueFile),
    file(
      'etc/nsswitch.conf',
      'passwd:     sss files systemd\ngroup:      sss files systemd\nhosts:      files dns myhostname\n',
    ),
    file('etc/bashrc', '# /etc/bashrc\n\n[ -z "$PS1" ] && return\nPS1="[\\u@\\h \\W]\\\\$ "\n'),
    file('etc/profile', 'export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/root/bin"\n'),
    file('etc/shells', '/bin/sh\n/bin/bash\n/usr/bin/sh\n/usr/bin/bash\n'),
    file('root/.bashrc', bashrc),
    file('root/.bash_profile', '# .bash_profile\n\nif [ -f ~/.bashrc ]; then\n\t. ~/.bashrc\nfi\n'),
    ...repoFiles(d),
    file(d.manager === 'yum3' ? 'etc/yum.conf' : 'etc/dnf/dnf.conf', '[main]\ngpgcheck=1\ninstallonly_limit=3\n'),
    file(databaseOf[d.manager], database(d.packages)),
    library('usr/lib64/ld-linux-x86-64.so.2', 210_968),
    ...['boot', 'dev', 'home', 'media', 'mnt', 'opt', 'run', 'srv', 'usr/local/bin', 'usr/local/sbin'].map((path) =>
      dir(path),
    ),
    ...['etc/pki/rpm-gpg', 'etc/profile.d', 'etc/sysconfig', 'var/cache', 'var/lib', 'var/log', 'var/tmp'].map((path) =>
      dir(path),
    ),
    dir('proc', { mode: 0o555 }),
    dir('sys', { mode: 0o555 }),
    dir('root', { mode: 0o550 }),
    dir('tmp', { mode: 0o1777 }),
    link('var/run', '../run'),
  ]
  return tree(filled(entries, size, 'usr/lib64/libc.so.6'))
}
