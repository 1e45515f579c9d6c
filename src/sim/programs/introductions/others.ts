import { versionOf } from './versions'
import type { Sys } from '../../wire/sys'

/** The versions of programs that are nobody's family, and by which options they are asked. */
interface Other {
  readonly asked: readonly string[]
  readonly words: (sys: Sys, name: string) => string
  /** More than these lines comes from the real one. */
  readonly more?: boolean
}

const netTools: Other = { asked: ['--version', '-V'], words: () => 'net-tools 2.10\n', more: true }
const systemd: Other = { asked: ['--version'], words: () => 'systemd 255 (255.4-1ubuntu8.10)\n', more: true }
const iproute =
  (title: string): Other['words'] =>
  (sys) =>
    `${title}, iproute2-${versionOf(sys, 'iproute2').number}${title.startsWith('ss') ? '' : ', libbpf 1.3.0'}\n`

const psmisc: Other = {
  asked: ['--version', '-V'],
  words: (sys, name) =>
    `${name} (PSmisc) ${versionOf(sys, 'psmisc').number}\nCopyright (C) 1993-2024 Werner Almesberger and Craig Small\n\nPSmisc comes with ABSOLUTELY NO WARRANTY.\nThis is free software, and you are welcome to redistribute it under\nthe terms of the GNU General Public License.\nFor more information about these matters, see the files named COPYING.\n`,
}

const debianUsers =
  (name: string): Other['words'] =>
  () =>
    `${name} version 3.137\n`

export const others: Readonly<Record<string, Other>> = {
  addgroup: { asked: ['--version'], words: debianUsers('adduser'), more: true },
  adduser: { asked: ['--version'], words: debianUsers('adduser'), more: true },
  arp: netTools,
  bridge: { asked: ['-V', '-Version'], words: iproute('bridge utility') },
  delgroup: { asked: ['--version'], words: debianUsers('deluser'), more: true },
  deluser: { asked: ['--version'], words: debianUsers('deluser'), more: true },
  'docker-init': { asked: ['--version'], words: () => 'tini version 0.19.0 - git.de40ad0\n' },
  file: {
    asked: ['--version', '-v'],
    words: () => 'file-5.45\nmagic file from /etc/magic:/usr/share/misc/magic\n',
  },
  fuser: psmisc,
  hostname: { asked: ['--version', '-V'], words: () => 'hostname 3.23\n' },
  hostnamectl: systemd,
  ifconfig: { ...netTools, more: false },
  ip: { asked: ['-V', '-Version'], words: iproute('ip utility') },
  journalctl: systemd,
  killall: psmisc,
  less: {
    asked: ['--version', '-V'],
    words: (sys) =>
      `less ${versionOf(sys, 'less').number} (GNU regular expressions)\nCopyright (C) 1984-2021  Mark Nudelman\n\nless comes with NO WARRANTY, to the extent permitted by law.\nFor information about the terms of redistribution,\nsee the file named README in the less distribution.\nHome page: https://greenwoodsoftware.com/less\n`,
  },
  netstat: netTools,
  ping: { asked: ['-V'], words: (sys) => `ping from iputils ${versionOf(sys, 'iputils').number}\n`, more: true },
  pstree: psmisc,
  route: netTools,
  service: { asked: ['--version'], words: () => 'service ver. 1.65.2\n' },
  ss: { asked: ['--version', '-V'], words: iproute('ss utility') },
  strings: {
    asked: ['--version', '-v', '-V'],
    words: () =>
      'GNU strings (GNU Binutils for Ubuntu) 2.42\nCopyright (C) 2024 Free Software Foundation, Inc.\nThis program is free software; you may redistribute it under the terms of\nthe GNU General Public License version 3 or (at your option) any later version.\nThis program has absolutely no warranty.\n',
  },
  sudo: {
    asked: ['--version', '-V'],
    words: () =>
      'Sudo version 1.9.15p5\nSudoers policy plugin version 1.9.15p5\nSudoers file grammar version 50\nSudoers I/O plugin version 1.9.15p5\nSudoers audit plugin version 1.9.15p5\n',
  },
  systemctl: systemd,
  timedatectl: systemd,
  traceroute: {
    asked: ['--version', '-V'],
    words: () =>
      'Modern traceroute for Linux, version 2.1.5\nCopyright (c) 2016  Dmitry Butskoy,   License: GPL v2 or any later\n',
  },
  tree: {
    asked: ['--version'],
    words: () =>
      'tree v2.1.1 © 1996 - 2023 by Steve Baker, Thomas Moore, Francesc Rocher, Florian Sesser, Kyosuke Tokoro\n',
  },
  wget: { asked: ['--version', '-V'], words: () => 'GNU Wget 1.21.4 built on linux-gnu.\n', more: true },
  xxd: { asked: ['--version', '-v'], words: () => 'xxd 2023-10-25 by Juergen Weigert et al.\n' },
}
