import type { CatalogueImage } from './catalogue-image'
import { alpine, busybox, debian, ubuntu } from './images/bases'
import { helloWorld } from './images/hello-world'
import { nginx } from './images/nginx'
import { registry } from './images/registry'

/** Everything that the simulated Docker Hub holds. */
export const catalogue: readonly CatalogueImage[] = [...helloWorld, ...busybox, ...alpine, ...ubuntu, ...debian, ...nginx, ...registry]
