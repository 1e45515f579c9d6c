import type { FileEntry } from '../../../base/file-entry'
import { dir, file, library, link, program, tree } from '../entries'
import { allApplets } from './applets'

const passwd = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`

const group =
  'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nmail:x:8:\nutmp:x:43:\nwww-data:x:33:\nusers:x:100:\nnogroup:x:65534:\n'

/** The tree of the busybox image: one binary under some four hundred names. */
export const busyboxRoot = (): readonly FileEntry[] =>
  tree([
    program('bin/busybox', 1_166_600),
    ...allApplets.map((applet) => link(`bin/${applet}`, 'busybox')),
    file('etc/passwd', passwd),
    file('etc/group', group),
    file('etc/shadow', 'root:*:::::::\nnobody:*:::::::\n', { mode: 0o640 }),
    file('etc/localtime', 'TZif2\0', {}),
    file('etc/nsswitch.conf', 'hosts: files dns\n'),
    dir('etc/network'),
    dir('dev'),
    dir('home', { uid: 65534, gid: 65534 }),
    ...[
      ['libc.so.6', 1_922_136],
      ['libm.so.6', 907_784],
      ['libresolv.so.2', 60_328],
      ['libpthread.so.0', 14_480],
      ['ld-linux-x86-64.so.2', 210_968],
      ['libnss_files.so.2', 14_352],
    ].map(([name, size]) => library(`lib/${name}`, size as number)),
    link('lib64', 'lib'),
    dir('root', { mode: 0o700 }),
    dir('tmp', { mode: 0o1777 }),
    link('usr/bin/env', '../../bin/env'),
    dir('usr/sbin'),
    dir('var/spool/mail', { gid: 8 }),
    dir('var/www'),
    dir('var/tmp', { mode: 0o1777 }),
  ])
