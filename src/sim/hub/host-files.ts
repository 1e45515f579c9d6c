import type { FileEntry } from '../../base/file-entry'
import { dir, file, link, program, tree } from './entries'
import { debianBase, debianGroup, debianPasswd } from './roots/debian'
import { gnuPrograms } from './roots/gnu'

/**
 * The Docker host itself: an Ubuntu 24.04 server with Docker's packages and one user, `you`, in group docker.
 *
 * @models docs.docker.com/engine/install/ubuntu
 * @fidelity part: the files that tutorials look at
 */
const bashrc =
  "# ~/.bashrc: executed by bash(1) for non-login shells.\n\nalias ll='ls -alF'\nalias la='ls -A'\nalias l='ls -CF'\n"

const you = { uid: 1000, gid: 1000 }

/** Programs that run as root whoever calls them. */
const setUserIdPrograms = new Set(
  ['sudo', 'su', 'mount', 'umount', 'passwd', 'chsh', 'newgrp', 'crontab'].map((name) => `usr/bin/${name}`),
)

const setUserId = (entry: FileEntry): FileEntry =>
  setUserIdPrograms.has(entry.path) ? { ...entry, mode: 0o4755 } : entry

export const hostFiles = (): readonly FileEntry[] =>
  tree([
    ...debianBase({
      id: 'ubuntu',
      codename: 'noble',
      version: '24.04',
      pretty: 'Ubuntu 24.04.3 LTS',
      debianVersion: 'trixie/sid',
      size: 0,
      packs: [],
    }).filter((entry) => entry.path !== 'home/ubuntu'),
    ...gnuPrograms('coreutils', 'base', 'procps', 'net', 'host').map(setUserId),
    program('usr/bin/docker', 43_456_000),
    program('usr/bin/dockerd', 98_700_000),
    program('usr/bin/docker-init', 765_000),
    program('usr/bin/docker-proxy', 2_100_000),
    program('usr/bin/containerd', 42_300_000),
    program('usr/bin/containerd-shim-runc-v2', 13_900_000),
    program('usr/bin/ctr', 21_800_000),
    program('usr/bin/runc', 11_700_000),
    file('etc/hostname', 'host\n'),
    file(
      'etc/hosts',
      '127.0.0.1 localhost\n127.0.1.1 host\n\n::1     ip6-localhost ip6-loopback\nfe00::0 ip6-localnet\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n',
    ),
    file('etc/resolv.conf', 'nameserver 10.0.2.3\n'),
    file('etc/passwd', `${debianPasswd}you:x:1000:1000:you:/home/you:/bin/bash\n`),
    file('etc/group', `${debianGroup.replace('sudo:x:27:', 'sudo:x:27:you')}you:x:1000:\ndocker:x:988:you\n`),
    file('etc/docker/daemon.json', '{}\n'),
    file('etc/sudoers', 'root    ALL=(ALL:ALL) ALL\n%sudo   ALL=(ALL:ALL) NOPASSWD: ALL\n', { mode: 0o440 }),
    file(
      'usr/lib/systemd/system/docker.service',
      '[Unit]\nDescription=Docker Application Container Engine\nDocumentation=https://docs.docker.com\nAfter=network-online.target containerd.service\nRequires=docker.socket\nStartLimitBurst=3\nStartLimitIntervalSec=60\n\n[Service]\nType=notify\nExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock\nExecReload=/bin/kill -s HUP $MAINPID\nRestartSec=2\nRestart=always\nKillMode=process\n\n[Install]\nWantedBy=multi-user.target\n',
    ),
    dir('home/you', { ...you, mode: 0o750 }),
    file('home/you/.bashrc', bashrc, you),
    file('home/you/.profile', '# ~/.profile: executed by the command interpreter for login shells.\n', you),
    dir('var/lib/docker', { mode: 0o710 }),
    ...['buildkit', 'containers', 'image', 'network', 'overlay2', 'plugins', 'swarm', 'tmp', 'volumes'].map((name) =>
      dir(`var/lib/docker/${name}`, {
        mode: name === 'volumes' || name === 'containers' || name === 'overlay2' ? 0o710 : 0o700,
      }),
    ),
    dir('var/lib/containerd', { mode: 0o700 }),
    dir('run/containerd', { mode: 0o711 }),
    dir('run/docker', { mode: 0o700 }),
    link('var/run', '/run'),
  ])
