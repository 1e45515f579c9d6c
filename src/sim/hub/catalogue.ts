import type { CatalogueImage } from './catalogue-image'
import { alpine, busybox, debian, ubuntu } from './images/bases'
import { helloWorld } from './images/hello-world'
import { golang, node, python } from './images/languages'
import { mongo } from './images/mongo'
import { mariadb, mysql } from './images/mysql'
import { nginx } from './images/nginx'
import { postgres } from './images/postgres'
import { registry } from './images/registry'
import { redhat } from './images/redhat'
import { redis } from './images/redis'
import { httpd, whoami } from './images/servers'
import { stress } from './images/stress'

/** Everything that the simulated Docker Hub holds. */
export const catalogue: readonly CatalogueImage[] = [
  ...helloWorld,
  ...busybox,
  ...alpine,
  ...ubuntu,
  ...debian,
  ...redhat,
  ...nginx,
  ...registry,
  ...httpd,
  ...node,
  ...python,
  ...golang,
  ...redis,
  ...mysql,
  ...mariadb,
  ...whoami,
  ...stress,
  ...postgres,
  ...mongo,
]
