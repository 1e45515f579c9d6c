import type { Route } from '../request'
import { df } from './df'
import { events } from './events'
import { info } from './info'
import { ping } from './ping'
import { version } from './version'

export const systemRoutes: readonly Route[] = [
  { method: 'HEAD', pattern: '/_ping', handler: ping },
  { method: 'GET', pattern: '/_ping', handler: ping },
  { method: 'GET', pattern: '/events', handler: events },
  { method: 'GET', pattern: '/system/df', handler: df },
  { method: 'GET', pattern: '/version', handler: version },
  { method: 'GET', pattern: '/info', handler: info },
]
