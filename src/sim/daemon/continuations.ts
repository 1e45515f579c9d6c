import { buildCalls, buildConns, buildContinuations, buildStreams } from './build/routes'
import { bootContinuations } from './boot'
import { containerConns, containerContinuations } from './containers/routes'
import { imageCalls, imageConns, imageContinuations, imageStreams } from './images/routes'
import { networkContinuations } from './networks/routes'
import { volumeContinuations } from './volumes/routes'
import { dfContinuations } from './system/df'
import { reloadContinuations } from './reload'
import { shutdownContinuations } from './shutdown'
import { startupContinuations } from './startup'
import { eventsContinuations, watchConns } from './system/events'
import type { CallHandlers, ConnHandlers, Continuations, StreamHandlers } from './request'

/** Everything that dockerd can go on with, by the name that its state keeps. */
export const continuations: Continuations = {
  ...bootContinuations,
  ...reloadContinuations,
  ...shutdownContinuations,
  ...startupContinuations,
  ...eventsContinuations,
  ...dfContinuations,
  ...containerContinuations,
  ...networkContinuations,
  ...volumeContinuations,
  ...imageContinuations,
  ...buildContinuations,
}
export const connHandlers: ConnHandlers = { ...watchConns, ...containerConns, ...imageConns, ...buildConns }
export const callHandlers: CallHandlers = { ...imageCalls, ...buildCalls }
export const streamHandlers: StreamHandlers = { ...imageStreams, ...buildStreams }
