/** Plain JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * A gRPC or ttrpc call between daemons: dockerd → containerd, containerd → shim, shim → runc (a command line), dockerd ↔ buildkit.
 * `method` is the real one: `containerd.services.tasks.v1.Tasks/Create`, `moby.buildkit.v1.Control/Solve`.
 */
export interface RpcCall {
  readonly kind: 'rpc.call'
  readonly call: number
  readonly method: string
  readonly args: Json
}

/** Its answer. `error` is the error text; `code` the gRPC status name (`NotFound`, `AlreadyExists`, `Unknown`). */
export interface RpcReply {
  readonly kind: 'rpc.reply'
  readonly call: number
  readonly method: string
  readonly result?: Json
  readonly error?: { readonly code: string; readonly message: string }
}

/** One message of a server stream that belongs to `call` (build status, content ingest progress). */
export interface RpcStream {
  readonly kind: 'rpc.stream'
  readonly call: number
  readonly method: string
  readonly data: Json
}

/** A published event: containerd's `/tasks/exit`, `/tasks/start`, `/tasks/oom`. */
export interface BusEvent {
  readonly kind: 'event'
  readonly topic: string
  readonly data: Json
}
