import type { CallHandlers, ConnHandlers, Continuations, Route, StreamHandlers } from '../request'

export const buildRoutes: readonly Route[] = []
export const buildContinuations: Continuations = {}
export const buildConns: ConnHandlers = {}
export const buildCalls: CallHandlers = {}
export const buildStreams: StreamHandlers = {}
