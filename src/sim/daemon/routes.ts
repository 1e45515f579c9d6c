import { buildRoutes } from './build/routes'
import { containerRoutes } from './containers/routes'
import { imageRoutes } from './images/routes'
import { networkRoutes } from './networks/routes'
import { volumeRoutes } from './volumes/routes'
import type { Route } from './request'
import { systemRoutes } from './system/routes'

/** The Engine API, room by room. @models moby daemon/server/router @fidelity part: no swarm, plugins, secrets, configs */
export const routes: readonly Route[] = [
  ...systemRoutes,
  ...containerRoutes,
  ...networkRoutes,
  ...volumeRoutes,
  ...imageRoutes,
  ...buildRoutes,
]
