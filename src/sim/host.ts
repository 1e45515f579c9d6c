import type { FileEntry } from '../base/file-entry'
import { seeded } from '../base/random'
import { newBuildkit } from './builder/buildkit'
import { newDockerd } from './daemon/dockerd'
import { bootHost, settleIn } from './host/boot'
import { compose, homesOf, type Part, type Parts } from './host/compose'
import { daemonBoot, logIn } from './host/login'
import { part as bash } from './host/part/bash'
import { part as bashRest } from './host/part/bash-rest'
import { part as builder } from './host/part/builder'
import { part as client } from './host/part/client'
import { part as dockerd } from './host/part/dockerd'
import { part as hub } from './host/part/hub'
import { part as kernel } from './host/part/kernel'
import { part as kernelRest } from './host/part/kernel-rest'
import { part as registry } from './host/part/registry'
import { part as runtime } from './host/part/runtime'
import { part as terminal } from './host/part/terminal'
import { newSystemd } from './host/systemd/state'
import { home, you } from './host/you'
import { hostFiles } from './hub/host-files'
import type { HostState } from './kernel/state'
import { groups } from './programs/catalogue'
import { newHub } from './registry/hub'
import { newContainerd } from './runtime/containerd/state'
import { newTerminal } from './terminal/terminal'
import type { DockerdView } from './wire/view'
import type { Behaviours } from './world/behaviour'
import { epoch, type World } from './world/world'

/**
 * Puts a world together: one Linux host with Docker installed, Docker Hub, and a person at a terminal.
 * The only file that knows all machines; everywhere else they know each other's messages.
 */
export interface WorldOptions {
  readonly seed: number
  /** Lines from a script instead of keys from a person (see programs/bash: headless). */
  readonly headless?: boolean
  /** Files on the host beside those it comes with; paths relative to '/'. */
  readonly files?: readonly FileEntry[]
  /** Where the shell starts; absent: the home directory. */
  readonly cwd?: string
}

const shellPid = 912

/** Every part there is. */
export const wholeModel = {
  kernel,
  'kernel-rest': kernelRest,
  terminal,
  bash,
  'bash-rest': bashRest,
  client,
  dockerd,
  runtime,
  builder,
  hub,
  registry,
  ...Object.fromEntries(Object.entries(groups).map(([name, programs]): [string, Part] => [name, { programs }])),
} satisfies Parts

/** Which part each program comes with. */
export const homes = homesOf(wholeModel)

/** What each kind of node does. The same for every world, so it is not part of one. */
export const behaviours: Behaviours = compose(wholeModel, homes)

export function makeWorld(options: WorldOptions): World {
  const { seed, headless = false, cwd = home } = options
  const shell = { pid: shellPid, cwd, headless, ...you }
  const [host, queue] = logIn(withDaemons(bootHost(bootOptions(options))), shell)
  return {
    now: epoch,
    seq: queue.length + 1,
    step: 0,
    seed,
    queue: [daemonBoot, ...queue],
    nodes: {
      host,
      dockerd: newDockerd({ rng: seeded(seed, 'dockerd'), pid: 622 }) satisfies DockerdView,
      containerd: newContainerd({ rng: seeded(seed, 'containerd'), pid: 514 }),
      buildkit: newBuildkit(seeded(seed, 'buildkit')),
      hub: newHub(seeded(seed, 'hub')),
      systemd: newSystemd(epoch - 3_600_000_000 * 5),
      'terminal:1': newTerminal({ tty: 'pts/0', shell: `host/${shellPid}`, headless, cwd }),
    },
  }
}

const bootOptions = ({ seed, files = [] }: WorldOptions) => ({
  seed,
  files: [...hostFiles(), ...files],
  dockerGroup: 988,
  outside: {},
})

/** containerd.service asks for them, and containers inherit them from its shims. */
const serviceLimits = { RLIMIT_NOFILE: [1_048_576, 1_048_576], RLIMIT_NPROC: [-1, -1], RLIMIT_CORE: [-1, -1] } as const

const withDaemons = (host: HostState): HostState =>
  [
    {
      pid: 1,
      comm: 'systemd',
      argv: ['/sbin/init'],
      exe: '/usr/lib/systemd/systemd',
      cgroup: 'init.scope',
      address: 'systemd',
    },
    {
      pid: 514,
      comm: 'containerd',
      argv: ['/usr/bin/containerd'],
      exe: '/usr/bin/containerd',
      cgroup: 'system.slice/containerd.service',
      address: 'containerd',
      rlimits: serviceLimits,
    },
    {
      pid: 622,
      comm: 'dockerd',
      argv: ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'],
      exe: '/usr/bin/dockerd',
      cgroup: 'system.slice/docker.service',
      address: 'dockerd',
      holder: 'systemd',
    },
  ].reduce(settleIn, host)
