/** What the scenes say that show what is below the surface. A language that leaves something out does not compile. */
export interface BelowWords {
  readonly isolation: {
    readonly host: string
    readonly hostNote: (processes: number) => string
    readonly inside: string
    readonly insideNote: string
    readonly none: string
    readonly onHost: (pid: number) => string
    readonly pidAs: (pid: number) => string
    readonly kinds: Readonly<Record<string, string>>
    readonly withHost: string
    readonly nothingShared: string
    readonly sharedBy: (members: number) => string
    readonly crossing: (names: string) => string
    readonly run: Readonly<Record<'run' | 'wait' | 'stop' | 'zombie', string>>
    readonly ended: string
    readonly handshake: string
    readonly handshakeNote: string
    readonly handshakeIdle: string
    readonly phases: Readonly<Record<string, readonly [name: string, what: string]>>
    readonly verb: (verb: string, name: string) => string
    readonly now: string
  }
  readonly resources: {
    readonly title: string
    readonly note: string
    readonly group: string
    readonly memory: string
    readonly cpu: string
    readonly pids: string
    readonly noLimit: string
    readonly of: (used: string, limit: string) => string
    readonly cpus: (count: string) => string
    readonly weight: (weight: number) => string
    readonly throttled: (periods: number, of: number) => string
    readonly oom: (count: number) => string
    readonly frozen: string
    readonly history: string
    readonly historyNote: (seconds: number) => string
    readonly gone: string
    readonly noHistory: string
    readonly throttleMark: string
    readonly oomMark: string
    readonly chart: (name: string, memory: string, cpu: string) => string
    readonly limitLine: string
  }
  readonly layers: {
    readonly images: string
    readonly note: (stored: string, apart: string) => string
    readonly none: string
    readonly sharedBy: (count: number) => string
    readonly writable: string
    readonly container: string
    readonly merged: string
    readonly mergedNote: string
    readonly upper: string
    readonly upperNote: string
    readonly lower: string
    readonly lowerNote: string
    readonly noContainers: string
    readonly untouched: string
    readonly how: Readonly<Record<'added' | 'copied' | 'whiteout' | 'opaque', string>>
    readonly initLayer: string
    readonly notMounted: string
    readonly more: (count: number) => string
  }
  readonly compare: {
    readonly title: string
    readonly note: string
    readonly names: readonly [vm: string, lxc: string, container: string]
    readonly explained: string
    readonly live: (name: string) => string
    readonly noContainer: string
    readonly stacks: readonly [vm: readonly Block[], lxc: readonly Block[], container: readonly Block[]]
    readonly rows: readonly {
      readonly id: CompareRow
      readonly title: string
      readonly cells: readonly [string, string, string]
    }[]
    readonly processes: (count: number) => string
    readonly namespaces: (count: number) => string
    readonly measured: Readonly<Record<'start' | 'disk' | 'memory', string>>
  }
}

export type CompareRow = 'starts' | 'kernel' | 'files' | 'processes' | 'limits' | 'start' | 'disk' | 'for'

/** A block of a stack; `own` is there once for each, otherwise all on the machine share it. */
export interface Block {
  readonly name: string
  readonly own: boolean
  readonly kind: 'program' | 'init' | 'files' | 'kernel' | 'machine' | 'daemon'
}
