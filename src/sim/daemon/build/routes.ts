import type { CallHandlers, ConnHandlers, Continuations, Route, StreamHandlers } from '../request'
import { classicBuild, classicContinuations } from './classic/build'
import { commitContinuations } from './classic/commit'
import { copyContinuations } from './classic/copy'
import { classicConns } from './classic/self'
import { stepContinuations } from './classic/step'
import { controlConns, controlContinuations, controlStreams, grpc } from './control'
import { buildImageCalls, buildImageContinuations } from './images'
import { prune, pruneContinuations } from './prune'
import { session, sessionCalls, sessionConns } from './session'

/** What the build room answers: connections that are handed on to BuildKit. @models moby daemon/server/router/{build,grpc,session} */
export const buildRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/session', handler: session },
  { method: 'POST', pattern: '/grpc', handler: grpc },
  { method: 'POST', pattern: '/build', handler: classicBuild },
  { method: 'POST', pattern: '/build/prune', handler: prune },
]

export const buildContinuations: Continuations = {
  ...controlContinuations,
  ...buildImageContinuations,
  ...pruneContinuations,
  ...classicContinuations,
  ...commitContinuations,
  ...copyContinuations,
  ...stepContinuations,
}
export const buildConns: ConnHandlers = { ...controlConns, ...sessionConns, ...classicConns }
export const buildCalls: CallHandlers = { ...sessionCalls, ...buildImageCalls }
export const buildStreams: StreamHandlers = { ...controlStreams }
