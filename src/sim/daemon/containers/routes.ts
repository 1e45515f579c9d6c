import type { ConnHandlers, Continuations, Route } from '../request'
import { attach, attachConns } from './attach'
import { create, createContinuations } from './create'
import { exitContinuations } from './exit'
import { kill, killContinuations } from './kill'
import { logs } from './logs'
import { pause, pauseContinuations, unpause } from './pause'
import { remove, removeContinuations } from './remove'
import { rename } from './rename'
import { resize, resizeContinuations } from './resize'
import { restart, restartContinuations } from './restart'
import { start, startContinuations } from './start'
import { stop, stopContinuations } from './stop'
import { wait } from './wait'

export const containerRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/containers/create', handler: create },
  { method: 'POST', pattern: '/containers/{name}/start', handler: start },
  { method: 'POST', pattern: '/containers/{name}/stop', handler: stop },
  { method: 'POST', pattern: '/containers/{name}/kill', handler: kill },
  { method: 'POST', pattern: '/containers/{name}/restart', handler: restart },
  { method: 'POST', pattern: '/containers/{name}/pause', handler: pause },
  { method: 'POST', pattern: '/containers/{name}/unpause', handler: unpause },
  { method: 'POST', pattern: '/containers/{name}/wait', handler: wait },
  { method: 'POST', pattern: '/containers/{name}/attach', handler: attach },
  { method: 'POST', pattern: '/containers/{name}/resize', handler: resize },
  { method: 'POST', pattern: '/containers/{name}/rename', handler: rename },
  { method: 'GET', pattern: '/containers/{name}/logs', handler: logs },
  { method: 'DELETE', pattern: '/containers/{name}', handler: remove },
]

export const containerContinuations: Continuations = {
  ...createContinuations,
  ...startContinuations,
  ...exitContinuations,
  ...stopContinuations,
  ...killContinuations,
  ...restartContinuations,
  ...pauseContinuations,
  ...removeContinuations,
  ...resizeContinuations,
}

export const containerConns: ConnHandlers = { ...attachConns }
