import { buildCalls, buildConns, buildContinuations, buildStreams } from './build/routes'
import { imageCalls, imageConns, imageContinuations, imageStreams } from './images/routes'
import type { CallHandlers, ConnHandlers, Continuations, StreamHandlers } from './request'

/** Everything that dockerd can go on with, by the name that its state keeps. */
export const continuations: Continuations = { ...imageContinuations, ...buildContinuations }
export const connHandlers: ConnHandlers = { ...imageConns, ...buildConns }
export const callHandlers: CallHandlers = { ...imageCalls, ...buildCalls }
export const streamHandlers: StreamHandlers = { ...imageStreams, ...buildStreams }
