import type { CallHandlers, ConnHandlers, Continuations, Route, StreamHandlers } from '../request'

export const imageRoutes: readonly Route[] = []
export const imageContinuations: Continuations = {}
export const imageConns: ConnHandlers = {}
export const imageCalls: CallHandlers = {}
export const imageStreams: StreamHandlers = {}
