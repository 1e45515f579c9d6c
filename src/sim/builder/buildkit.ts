import type { RpcCall, RpcReply, RpcStream } from '../wire/rpc'
import type { SysReturn } from '../wire/syscall'
import type { Behaviour } from '../world/behaviour'
import { draft, finished, reply, taken, type Then } from '../world/draft'
import { records } from './cache'
import { committed, diffed } from './commit'
import { copyNext, destKnown, folderMade } from './copy'
import { failStep, gone } from './ending'
import { changed, mounted, output, prepared, ran, unmounted } from './execute'
import { exported } from './export'
import { methods, type SolveArgs, type StatusArgs } from './face'
import { cancel } from './failure'
import { dockerfileHere, ignoreHere, pulling, resolved, solve } from './load'
import { statted } from './lookup'
import { makeOwned } from './mkdir'
import { groupRead, passwdRead } from './owner'
import { status } from './progress'
import { prune } from './prune'
import { advance, contextHere } from './solve'
import { sourceMounted, sourcePrepared, sourceRead, sourceUnmounted } from './sources'
import { newBuildkit, type Buildkit, type BuildkitState } from './state'
import type { StepOf } from './step'

export { newBuildkit }

/**
 * BuildKit: takes a Dockerfile apart, does its steps on snapshots, and hands the image to dockerd. Part of dockerd's process.
 * @models moby builder/builder-next, buildkit control/control.go
 * @fidelity part: the Dockerfile frontend and the moby exporter
 */
export const buildkit: Behaviour<BuildkitState> = (state, message, from, now) => {
  const d = draft(state ?? newBuildkit(1), message, now)
  const { payload } = message
  if (payload.kind === 'rpc.call') served(d, payload, from)
  else if (payload.kind === 'rpc.reply' || payload.kind === 'sysret') answered(d, payload)
  else if (payload.kind === 'rpc.stream') streamed(d, payload)
  return finished(d)
}

function served(d: Buildkit, call: RpcCall, from: string): void {
  const caller = { to: from, call: call.call, method: call.method }
  const { ref } = call.args as unknown as StatusArgs
  switch (call.method) {
    case methods.solve:
      return solve(d, caller, call.args as unknown as SolveArgs)
    case methods.status:
      return status(d, ref, from, call.call)
    case methods.cancel:
      cancel(d, ref)
      return reply(d, from, call.call, call.method, { result: {} })
    case methods.diskUsage:
      return reply(d, from, call.call, call.method, { result: { records: records(d.state.cache) as never } })
    case methods.prune:
      return prune(d, caller, call.args as never)
    default:
      return reply(d, from, call.call, call.method, {
        error: { code: 'Unimplemented', message: `unknown method ${call.method}` },
      })
  }
}

type Continuation = (d: Buildkit, data: never, answer: never) => void

/** Goes on with what waited for this step when it has become done. */
const thenAdvance =
  <T extends StepOf>(work: (d: Buildkit, of: T, answer: RpcReply) => boolean) =>
  (d: Buildkit, of: T, answer: RpcReply): void => {
    if (work(d, of, answer)) advance(d, of.ref)
  }

function ownerKnown(d: Buildkit, data: Parameters<typeof groupRead>[0], answer: SysReturn): void {
  const { asking, owner } = groupRead(data, answer)
  if (gone(d, asking.of)) return
  if (typeof owner === 'string') return failStep(d, asking.of, owner)
  if (asking.then === 'mkdir/owner') return makeOwned(d, asking.of, owner)
  copyNext(d, { ...(asking.data as Parameters<typeof copyNext>[1]), owner })
}

function copyGoesOn(d: Buildkit, c: Parameters<typeof copyNext>[1], answer: SysReturn): void {
  if (gone(d, c)) return
  if (answer.errno !== undefined) return changed(d, { ref: c.ref, digest: c.digest }, answer)
  copyNext(d, c)
}

const continuations: Readonly<Record<string, Continuation>> = {
  'load/dockerfile': dockerfileHere,
  'load/resolved': resolved,
  'load/ignore': ignoreHere,
  'load/context': contextHere,
  'source/prepared': sourcePrepared,
  'source/mounted': sourceMounted,
  'source/read': sourceRead,
  'source/unmounted': sourceUnmounted,
  'step/stat': thenAdvance(statted),
  'step/prepared': prepared,
  'step/mounted': mounted,
  'step/changed': changed,
  'step/unmounted': unmounted,
  'step/ran': ran,
  'step/diffed': diffed,
  'step/committed': thenAdvance(committed),
  'owner/passwd': passwdRead,
  'owner/group': ownerKnown,
  'copy/dest': destKnown,
  'copy/write': folderMade,
  'copy/next': copyGoesOn,
  'export/done': exported,
}

function answered(d: Buildkit, answer: RpcReply | SysReturn): void {
  const then = taken(d, answer)
  if (then !== undefined) continuations[then.then]?.(d, then.data as never, answer as never)
}

const streams: Readonly<Record<string, Continuation>> = {
  'load/resolved': pulling,
  'step/ran': output,
}

/** Something on the way to an answer: its call stays open. */
function streamed(d: Buildkit, message: RpcStream): void {
  const then: Then | undefined = d.state.calls[message.call]
  if (then !== undefined) streams[then.then]?.(d, then.data as never, message as never)
}
