import { layer, path, setting, type CatalogueImage } from '../catalogue-image'
import { program, tree } from '../entries'
import { onAlpine } from './bases'

/**
 * Images that hold `stress`, for making load.
 * @fidelity part: the real progrium/stress is of a manifest format that Docker no longer pulls; here it is made like the other
 */
const withStress = layer('RUN /bin/sh -c apk add --no-cache stress # buildkit', 14_200, () =>
  tree([program('usr/bin/stress', 26_896)]),
)

export const stress: readonly CatalogueImage[] = [
  {
    repository: 'polinux/stress',
    description: 'Simple image with the stress workload generator',
    stars: 20,
    official: false,
    tags: ['latest'],
    created: '2023-03-02T10:11:12Z',
    steps: [...onAlpine, withStress],
    config: { Env: [path], Cmd: ['/bin/sh'] },
  },
  {
    repository: 'progrium/stress',
    description: 'Docker container for generating workload stress',
    stars: 80,
    official: false,
    tags: ['latest'],
    created: '2023-03-02T10:12:13Z',
    steps: [...onAlpine, withStress, setting('ENTRYPOINT ["/usr/bin/stress" "--verbose"]')],
    config: { Env: [path], Entrypoint: ['/usr/bin/stress', '--verbose'] },
  },
]
