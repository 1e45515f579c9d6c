import { verb } from '../../engine'

/**
 * docker buildx version and ls: one builder, the one inside the daemon.
 *
 * @models docker/buildx commands
 * @fidelity part: builders cannot be made
 */
export const buildxVersion = verb({
  start(c) {
    c.out('github.com/docker/buildx v0.24.0 d0e5e86c8b88ae4865040bc96917c338f4dd673c\n')
    c.exit(0)
  },
  phases: {},
})

export const buildxLs = verb({
  start(c) {
    c.out(
      'NAME/NODE     DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS\ndefault*      docker                                 \n \\_ default    \\_ default       running   v0.25.2    linux/amd64 (+4), linux/386\n',
    )
    c.exit(0)
  },
  phases: {},
})
