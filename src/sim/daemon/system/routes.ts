import type { Route } from '../request'
import { events } from './events'
import { ping } from './ping'

export const systemRoutes: readonly Route[] = [
  { method: 'HEAD', pattern: '/_ping', handler: ping },
  { method: 'GET', pattern: '/_ping', handler: ping },
  { method: 'GET', pattern: '/events', handler: events },
]
