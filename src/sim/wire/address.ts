/**
 * Who sends and receives. The part before '/' is a node of the world; what follows it names a process inside the node.
 *
 * - `terminal:1`            a person at a keyboard and screen
 * - `host`                  the Linux kernel of the Docker host; `host/12` is its process 12 (host pid)
 * - `dockerd` `containerd` `buildkit`   daemons on the host, each with a pid in the host's process table too
 * - `shim:<id>` `runc:<id>` one for each container or exec; they come and go
 * - `hub`                   Docker Hub, outside the host
 */
export type Address = string

export const nodeOf = (address: Address): string => {
  const slash = address.indexOf('/')
  return slash < 0 ? address : address.slice(0, slash)
}

/** The host pid in `host/12`, or undefined. */
export const pidOf = (address: Address): number | undefined => {
  const slash = address.indexOf('/')
  return slash < 0 ? undefined : Number(address.slice(slash + 1))
}

/** `shim:ab12` is of kind `shim`: the kind chooses the behaviour. */
export const kindOf = (address: Address): string => {
  const node = nodeOf(address)
  const colon = node.indexOf(':')
  return colon < 0 ? node : node.slice(0, colon)
}
