/**
 * What a caption says, before it is said in a language: facts of one message, nothing else. The page makes a Saying from a
 * message; each dictionary has a sentence for every kind, or it does not compile.
 */
export interface Party {
  readonly kind:
    'you' | 'shell' | 'docker' | 'dockerd' | 'containerd' | 'buildkit' | 'shim' | 'runc' | 'kernel' | 'hub' | 'process'
  /** Name of a program, or of the container that a program runs in. */
  readonly name?: string
  readonly container?: string
}

/** Routes of the Engine API and of the distribution API that have a sentence of their own. */
export type Route =
  | 'ping'
  | 'version'
  | 'info'
  | 'events'
  | 'auth'
  | 'search'
  | 'container.create'
  | 'container.start'
  | 'container.stop'
  | 'container.kill'
  | 'container.restart'
  | 'container.pause'
  | 'container.unpause'
  | 'container.wait'
  | 'container.attach'
  | 'container.logs'
  | 'container.inspect'
  | 'container.remove'
  | 'container.list'
  | 'container.resize'
  | 'container.other'
  | 'exec.create'
  | 'exec.start'
  | 'exec.inspect'
  | 'image.pull'
  | 'image.push'
  | 'image.tag'
  | 'image.list'
  | 'image.inspect'
  | 'image.remove'
  | 'image.history'
  | 'image.build'
  | 'image.other'
  | 'volume'
  | 'network'
  | 'registry.ping'
  | 'registry.token'
  | 'registry.manifest.head'
  | 'registry.manifest.get'
  | 'registry.manifest.put'
  | 'registry.blob.head'
  | 'registry.blob.get'
  | 'registry.upload.start'
  | 'registry.upload.patch'
  | 'registry.upload.commit'
  | 'other'

interface Between {
  readonly from: Party
  readonly to: Party
}

export type Saying = Between &
  (
    | { readonly kind: 'typed'; readonly line: string }
    | { readonly kind: 'printed'; readonly text: string }
    | { readonly kind: 'editing'; readonly what: 'opens' | 'saves'; readonly name: string; readonly bytes: number }
    | { readonly kind: 'editing'; readonly what: 'answers'; readonly text: string }
    | { readonly kind: 'editing'; readonly what: 'closes' | 'leaves' | 'keys' }
    | { readonly kind: 'terminal'; readonly what: 'opened' | 'closed' | 'ended'; readonly tty: string }
    | {
        readonly kind: 'asks'
        readonly route: Route
        readonly method: string
        readonly path: string
        readonly subject: string
        readonly bytes: number
      }
    | {
        readonly kind: 'answers'
        readonly route: Route
        readonly status: number
        readonly subject: string
        readonly bytes: number
        readonly reason: string
      }
    | { readonly kind: 'part'; readonly bytes: number; readonly last: boolean }
    | { readonly kind: 'stream'; readonly channel: string; readonly bytes: number }
    | { readonly kind: 'closed' }
    | { readonly kind: 'calls'; readonly method: string }
    | { readonly kind: 'replies'; readonly method: string; readonly error?: string }
    | { readonly kind: 'reports'; readonly what: string }
    | { readonly kind: 'syscall'; readonly name: string; readonly text: string }
    | { readonly kind: 'sysret'; readonly name: string; readonly errno?: string }
    | { readonly kind: 'exited'; readonly status: number; readonly oom: boolean }
    | { readonly kind: 'exec'; readonly argv: string }
    | { readonly kind: 'signal'; readonly signal: string }
    | {
        readonly kind: 'kernel'
        readonly what: 'copy_up' | 'whiteout' | 'throttle' | 'charge' | 'over' | 'oom'
        readonly path: string
        readonly bytes: number
        readonly pid: number
      }
    | {
        readonly kind: 'packet'
        readonly what: string
        readonly src: string
        readonly dst: string
        readonly path: string
      }
    | { readonly kind: 'other'; readonly what: string }
  )
