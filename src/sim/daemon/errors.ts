import { apiVersion, minApiVersion } from '../api/version'

/**
 * What dockerd says when it refuses, in moby's own words: one function an error.
 * @models moby errdefs, daemon/errors.go
 * @fidelity full
 */
export interface Refusal {
  readonly status: number
  readonly message: string
}

export const refusal = (status: number, message: string): Refusal => ({ status, message })
export const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' && value !== null && 'status' in value && 'message' in value

// — the API itself
export const pageNotFound = 'page not found'
export const apiTooOld = (version: string) =>
  `client version ${version} is too old. Minimum supported API version is ${minApiVersion}, please upgrade your client to a newer version`
export const apiTooNew = (version: string) =>
  `client version ${version} is too new. Maximum supported API version is ${apiVersion}`
export const badJson = 'invalid JSON: EOF'

// — finding
export const noSuchContainer = (ref: string) => refusal(404, `No such container: ${ref}`)
export const noSuchExec = (id: string) => refusal(404, `No such exec instance: ${id}`)
export const noSuchImage = (ref: string) => refusal(404, `No such image: ${ref}`)
export const ambiguousPrefix = (prefix: string) => refusal(400, `Multiple IDs found with provided prefix: ${prefix}`)

// — creating
export const noCommand = refusal(400, 'no command specified')
export const invalidName = (name: string) =>
  refusal(400, `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`)
export const nameInUse = (name: string, id: string) =>
  refusal(
    409,
    `Conflict. The container name "/${name}" is already in use by container "${id}". You have to remove (or rename) that container to be able to reuse that name.`,
  )
export const tooLittleMemory = refusal(400, 'Minimum memory limit allowed is 6MB')
export const swapBelowMemory = refusal(400, 'Minimum memoryswap limit should be larger than memory limit, see usage')
export const swapWithoutMemory = refusal(
  400,
  'You should always set the Memory limit when using Memoryswap limit, see usage',
)
export const reservationAboveMemory = refusal(
  400,
  'Minimum memory limit can not be less than memory reservation limit, see usage',
)
export const tooLittleReservation = refusal(400, 'Minimum memory reservation allowed is 6MB')
export const badCpus = (cpus: number) =>
  refusal(400, `range of CPUs is from 0.01 to ${cpus}.00, as there are only ${cpus} CPUs available`)
export const cpusAndPeriod = (what: string) =>
  refusal(400, `Conflicting options: Nano CPUs and CPU ${what} cannot both be set`)
export const badCpuset = (value: string) =>
  refusal(400, `Requested CPUs are not available - requested ${value}, available: 0-1`)
export const badWorkingDir = (dir: string) =>
  refusal(400, `the working directory '${dir}' is invalid, it needs to be an absolute path`)
export const badSignal = (signal: string) => refusal(400, `invalid signal: ${signal}`)
export const badRuntime = (name: string) => refusal(400, `unknown or invalid runtime name: ${name}`)
export const badLogDriver = (name: string) =>
  refusal(400, `error looking up logging plugin ${name}: plugin "${name}" not found`)
export const badRestartPolicy = (name: string) =>
  refusal(
    400,
    `invalid restart policy: unknown policy '${name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
  )
export const retriesWithoutFailure = refusal(
  400,
  `invalid restart policy: maximum retry count can only be used with 'on-failure'`,
)
export const autoRemoveAndRestart = refusal(400, "can't create 'AutoRemove' container with restart policy")
export const unknownCapability = (kind: string, name: string) =>
  refusal(400, `invalid ${kind}: unknown capability: "${name}"`)
export const badEnv = (pair: string) => refusal(400, `invalid environment variable: ${pair}`)
export const hostnameAndNetworkMode = refusal(400, 'conflicting options: hostname and the network mode')
export const portsAndContainerMode = refusal(
  400,
  'conflicting options: port publishing and the container type network mode',
)
export const badSpec = (spec: string, why?: string) =>
  refusal(400, `invalid volume specification: '${spec}'${why === undefined ? '' : `: ${why}`}`)
export const badMount = (type: string, why: string) => `invalid mount config for type "${type}": ${why}`
export const duplicateMount = (path: string) => refusal(400, `Duplicate mount point: ${path}`)
export const badVolumeName = (name: string) =>
  refusal(
    400,
    `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
  )
export const shortVolumeName = refusal(
  400,
  'volume name is too short, names should be at least two alphanumeric characters',
)
export const bindSourceMissing = (path: string) =>
  refusal(400, badMount('bind', `bind source path does not exist: ${path}`))
export const staticAddress = (network: string) =>
  refusal(
    400,
    `invalid config for network ${network}: invalid endpoint settings:\n* user specified IP address is supported on user defined networks only\n* user specified IP address is supported only when connecting to networks with user configured subnets`,
  )

// — starting
export const startPaused = refusal(409, 'cannot start a paused container, try unpause instead')
export const startRemoving = refusal(409, 'container is marked for removal and cannot be started')
export const noNetwork = (name: string) =>
  refusal(404, `failed to set up container networking: network ${name} not found`)
export const joinStopped = (id: string) =>
  refusal(409, `cannot join network namespace of a non running container: container ${id}`)
export const donorNotRunning = (kind: 'IPC' | 'PID', ref: string) =>
  refusal(500, `failed to join ${kind} namespace: container ${ref} is not running`)
export const notShareable = (ref: string) =>
  refusal(
    500,
    `failed to join IPC namespace: container ${ref}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
  )
export const unknownSecurityOption = (option: string) =>
  refusal(400, `invalid --security-opt 2: ${JSON.stringify(option)}`)
export const badMode = (kind: 'IPC' | 'PID' | 'UTS' | 'cgroup namespace', mode: string) =>
  refusal(400, `invalid ${kind} mode: ${mode}`)
export const hostnameAndUts = refusal(400, 'conflicting options: hostname and the UTS mode')
export const badOomScore = (value: number) =>
  refusal(400, `Invalid value ${value}, range for oom score adj is [-1000, 1000]`)
export const noDevice = (path: string) =>
  refusal(500, `error gathering device information while adding custom device "${path}": no such file or directory`)
export const noDeviceDriver = (capabilities: string) =>
  refusal(500, `could not select device driver "" with capabilities: [[${capabilities}]]`)
export const portTaken = (container: string, endpoint: string, binding: string) =>
  refusal(
    500,
    `failed to set up container networking: driver failed programming external connectivity on endpoint ${container} (${endpoint}): ${binding}`,
  )

// — states
export const notRunning = (id: string) => refusal(409, `container ${id} is not running`)
export const killNotRunning = (ref: string, id: string) =>
  refusal(409, `cannot kill container: ${ref}: container ${id} is not running`)
export const killBadSignal = (ref: string, signal: string) =>
  refusal(400, `cannot kill container: ${ref}: invalid signal: ${signal}`)
export const isPaused = (ref: string) => refusal(409, `Container ${ref} is paused, unpause the container before exec`)
export const alreadyPaused = (id: string) => refusal(409, `Container ${id} is already paused`)
export const notPaused = (id: string) => refusal(500, `Container ${id} is not paused`)
export const isRestarting = (id: string) =>
  refusal(409, `Container ${id} is restarting, wait until the container is running`)
export const removeRunning = (name: string, state: string) =>
  refusal(
    409,
    `cannot remove container "${name}": container is ${state}: ${state === 'paused' ? 'unpause and then stop the container' : 'stop the container'} before removing or force remove`,
  )
export const removalInProgress = (id: string) => refusal(409, `removal of container ${id} is already in progress`)
export const sameName = refusal(400, 'Renaming a container with the same name as its current name')
export const emptyName = refusal(400, 'Neither old nor new names may be empty')
export const cannotRestart = (ref: string, why: string) => `Cannot restart container ${ref}: ${why}`
export const cannotUpdate = (id: string, why: string) => `Cannot update container ${id}: ${why}`
export const memoryAboveSwap =
  'Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time'
export const noExecCommand = refusal(400, 'no exec command specified')
export const noStreams = refusal(400, 'Bad parameters: you must choose at least one stream')

// — networks and volumes
export const networkNotFound = (ref: string) => refusal(404, `network ${ref} not found`)
export const networkExists = (name: string) => refusal(409, `network with name ${name} already exists`)
export const predefinedNetwork = (name: string) =>
  refusal(403, `operation is not permitted on predefined ${name} network`)
export const cannotRemovePredefined = (name: string) =>
  refusal(403, `${name} is a pre-defined network and cannot be removed`)
export const activeEndpoints = (name: string, endpoints: string) =>
  refusal(403, `error while removing network: network ${name} has active endpoints (${endpoints})`)
export const poolOverlaps = refusal(403, 'invalid pool request: Pool overlaps with other one on this address space')
export const badSubnet = (subnet: string) =>
  refusal(400, `invalid network config:\ninvalid subnet ${subnet}: invalid CIDR block notation`)
export const noNetworkDriver = (name: string) => refusal(404, `plugin "${name}" not found`)
export const endpointExists = (container: string, network: string) =>
  refusal(403, `endpoint with name ${container} already exists in network ${network}`)
export const notConnected = (id: string, network: string) =>
  refusal(500, `container ${id} is not connected to network ${network}`)
export const hostNetworkOnly = refusal(
  403,
  'cannot connect container to host network - container must be created in host network mode',
)
export const addressInUse = refusal(403, 'failed to set up container networking: Address already in use')
export const noSuchVolume = (name: string) => refusal(404, `get ${name}: no such volume`)
export const volumeInUse = (name: string, ids: readonly string[]) =>
  refusal(409, `remove ${name}: volume is in use - [${ids.join(', ')}]`)
export const noVolumeDriver = (name: string, driver: string) =>
  refusal(
    404,
    `create ${name === '' ? '' : `${name}: `}error looking up volume plugin ${driver}: plugin "${driver}" not found`,
  )
