import type { FileEntry } from '../base/file-entry'
import { seeded } from '../base/random'
import { buildkit, newBuildkit } from './builder/buildkit'
import { docker } from './client/docker'
import { dockerd, newDockerd } from './daemon/dockerd'
import { bootHost, settleIn } from './host/boot'
import { registryProgram } from './host/registry-program'
import { daemonBoot, lettingIn, logIn } from './host/login'
import { hostFiles } from './hub/host-files'
import { hubSource } from './hub/source'
import { makeHost } from './kernel/host'
import type { HostState } from './kernel/state'
import { bash, sh } from './programs/bash/bash'
import { programs as catalogue } from './programs/catalogue'
import { makeHub, newHub } from './registry/hub'
import { containerd } from './runtime/containerd/containerd'
import { newContainerd } from './runtime/containerd/state'
import { runc } from './runtime/runc/runc'
import { shim } from './runtime/shim/shim'
import { newTerminal, terminal } from './terminal/terminal'
import type { Program } from './wire/sys'
import type { DockerdView } from './wire/view'
import { answeringSyn } from './host/outside'
import type { Behaviour, Behaviours } from './world/behaviour'
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

/** Where the learner is at home on the host, and who the learner is there. */
export const home = '/home/you'
const you = { uid: 1000, gid: 1000, groups: [1000, 988] }
const shellPid = 912

const everyProgram: Readonly<Record<string, Program>> = {
  ...catalogue,
  bash: bash as Program,
  sh: sh as Program,
  ash: sh as Program,
  dash: sh as Program,
  docker: docker as Program,
  registry: registryProgram as Program,
}

/** What each kind of node does. The same for every world, so it is not part of one. */
export const behaviours: Behaviours = {
  host: lettingIn(makeHost(everyProgram), { ...you, cwd: home }) as Behaviour,
  dockerd: dockerd as Behaviour,
  containerd: containerd as Behaviour,
  buildkit: buildkit as Behaviour,
  shim: shim as Behaviour,
  runc: runc as Behaviour,
  hub: answeringSyn(makeHub(hubSource)) as Behaviour,
  terminal: terminal as Behaviour,
}

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
    },
  ].reduce(settleIn, host)
