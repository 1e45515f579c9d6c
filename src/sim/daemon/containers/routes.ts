import type { ConnHandlers, Continuations, Route } from '../request'
import { archiveContinuations, archiveGet, archiveHead, archivePut, exportContainer } from './archive'
import { attach, attachConns } from './attach'
import { changes, changesContinuations } from './changes'
import { commit, commitContinuations } from './commit'
import { create, createContinuations } from './create'
import { execEndContinuations } from './exec-end'
import { execContinuations, execCreate, execInspect, execResize, execStart } from './exec'
import { exitContinuations } from './exit'
import { healthContinuations } from './health'
import { kill, killContinuations } from './kill'
import { inspect } from './inspect'
import { list } from './list'
import { logs } from './logs'
import { pause, pauseContinuations, unpause } from './pause'
import { prune, pruneContinuations } from './prune'
import { remove, removeContinuations } from './remove'
import { rename } from './rename'
import { resize, resizeContinuations } from './resize'
import { restart, restartContinuations } from './restart'
import { sizesContinuations } from './sizes'
import { start, startContinuations } from './start'
import { stats, statsContinuations } from './stats'
import { stop, stopContinuations } from './stop'
import { top, topContinuations } from './top'
import { update, updateContinuations } from './update'
import { wait } from './wait'

export const containerRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/containers/json', handler: list },
  { method: 'POST', pattern: '/containers/prune', handler: prune },
  { method: 'GET', pattern: '/containers/{name}/json', handler: inspect },
  { method: 'GET', pattern: '/containers/{name}/top', handler: top },
  { method: 'GET', pattern: '/containers/{name}/stats', handler: stats },
  { method: 'GET', pattern: '/containers/{name}/changes', handler: changes },
  { method: 'POST', pattern: '/containers/{name}/update', handler: update },
  { method: 'POST', pattern: '/containers/{name}/exec', handler: execCreate },
  { method: 'POST', pattern: '/exec/{id}/start', handler: execStart },
  { method: 'POST', pattern: '/exec/{id}/resize', handler: execResize },
  { method: 'GET', pattern: '/exec/{id}/json', handler: execInspect },
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
  { method: 'HEAD', pattern: '/containers/{name}/archive', handler: archiveHead },
  { method: 'GET', pattern: '/containers/{name}/archive', handler: archiveGet },
  { method: 'PUT', pattern: '/containers/{name}/archive', handler: archivePut },
  { method: 'GET', pattern: '/containers/{name}/export', handler: exportContainer },
  { method: 'POST', pattern: '/commit', handler: commit },
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
  ...execContinuations,
  ...execEndContinuations,
  ...healthContinuations,
  ...topContinuations,
  ...statsContinuations,
  ...changesContinuations,
  ...pruneContinuations,
  ...updateContinuations,
  ...archiveContinuations,
  ...commitContinuations,
  ...sizesContinuations,
}

export const containerConns: ConnHandlers = { ...attachConns }
