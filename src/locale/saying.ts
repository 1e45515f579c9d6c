/**
 * What a caption says, before it is said in a language: facts of one message, nothing else. The page makes a Saying from a
 * message; each dictionary has a sentence for every kind, or it does not compile.
 */
export interface Party {
  readonly kind:
    | 'you'
    | 'shell'
    | 'docker'
    | 'dockerd'
    | 'containerd'
    | 'buildkit'
    | 'shim'
    | 'runc'
    | 'kernel'
    | 'systemd'
    | 'hub'
    | 'process'
  /** Name of a program, or of the container that a program runs in. */
  readonly name?: string
  readonly container?: string
}

/** Routes of the Engine API and of the distribution API that have a sentence of their own. */
export type Route =
  | 'ping'
  | 'version'
  | 'info'
  | 'df'
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
  | 'container.await'
  | 'container.attach'
  | 'container.logs'
  | 'container.inspect'
  | 'container.remove'
  | 'container.list'
  | 'container.prune'
  | 'container.resize'
  | 'container.top'
  | 'container.stats'
  | 'container.files'
  | 'container.fill'
  | 'container.changes'
  | 'container.rename'
  | 'container.update'
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
  | 'image.control'
  | 'image.files'
  | 'image.commit'
  | 'image.save'
  | 'image.load'
  | 'image.prune'
  | 'image.other'
  | 'build.prune'
  | 'volume.list'
  | 'volume.create'
  | 'volume.inspect'
  | 'volume.remove'
  | 'volume.prune'
  | 'network.list'
  | 'network.create'
  | 'network.inspect'
  | 'network.remove'
  | 'network.connect'
  | 'network.disconnect'
  | 'network.prune'
  | 'registry.ping'
  | 'registry.token'
  | 'registry.manifest.head'
  | 'registry.manifest.get'
  | 'registry.index'
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

/** What systemctl and journalctl ask of systemd, by systemd's names; and that it answers. */
export type UnitCall =
  | 'StartUnit'
  | 'StopUnit'
  | 'RestartUnit'
  | 'ReloadUnit'
  | 'ResetFailedUnit'
  | 'EnableUnit'
  | 'DisableUnit'
  | 'GetUnits'
  | 'GetJournal'
  | 'answer'

export type Saying = Between &
  (
    | { readonly kind: 'typed'; readonly line: string }
    | { readonly kind: 'printed'; readonly text: string }
    /** A shell's prompt; `more`: for the rest of a command that is not finished. */
    | { readonly kind: 'prompts'; readonly more: boolean }
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
    | {
        readonly kind: 'part'
        readonly route: Route
        readonly subject: string
        readonly bytes: number
        readonly last: boolean
        /** What it reports, where that is a line of text. */
        readonly text: string
      }
    | { readonly kind: 'stream'; readonly channel: string; readonly bytes: number; readonly text: string }
    | { readonly kind: 'unit'; readonly call: UnitCall; readonly units: readonly string[] }
    | { readonly kind: 'closed' }
    | { readonly kind: 'calls'; readonly method: string }
    | { readonly kind: 'replies'; readonly method: string; readonly error?: string }
    | { readonly kind: 'reports'; readonly what: string }
    | { readonly kind: 'syscall'; readonly name: string; readonly text: string }
    | { readonly kind: 'sysret'; readonly name: string; readonly errno?: string }
    | { readonly kind: 'exited'; readonly status: number; readonly oom: boolean }
    /** `own`: the process that asks becomes that program itself. */
    | { readonly kind: 'exec'; readonly argv: string; readonly own: boolean }
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
