import { oneShot, put } from '../face'
import { processes } from './proc'

/**
 * dockerd as a person types it. The daemon itself is a node, and systemd starts it.
 *
 * @models moby cmd/dockerd/docker.go, daemon.go, pkg/pidfile
 * @fidelity part: its version, and the two refusals that people meet; it is not run by hand, and no option does anything
 */
export const dockerd = oneShot('dockerd', (sys, args) => {
  if (args.some((word) => word === '--version' || word === '-v'))
    return (put(sys, 'Docker version 28.5.2, build 89c5e8f\n'), 0)
  if (sys.uid !== 0) {
    const see = 'https://docs.docker.com/go/rootless/'
    const words = `dockerd needs to be started with root privileges. To run dockerd in rootless mode as an unprivileged user, see ${see}\n`
    return (sys.write(2, words), 1)
  }
  const running = processes(sys).find(({ comm, ppid }) => comm === 'dockerd' && ppid === 1)
  const why =
    running === undefined || args.length > 0
      ? 'glasswhale: dockerd is not run by hand here: sudo systemctl start docker'
      : `failed to start daemon, ensure docker is not running or delete /var/run/docker.pid: process with PID ${running.pid} is still running`
  return (sys.write(2, `${why}\n`), 1)
})
