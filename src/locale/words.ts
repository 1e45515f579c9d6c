import type { Party, Saying } from './saying'

/** Everything that the page says in a language. A language that leaves one out does not compile. */
export interface Words {
  readonly lang: string
  /** Between the parts of a sentence, with the space that belongs to it. */
  readonly comma: string
  readonly colon: string
  readonly brand: { readonly tagline: string }
  readonly region: {
    readonly lesson: string
    readonly terminal: string
    readonly scene: string
    readonly timeline: string
    readonly inspector: string
    readonly description: string
  }
  readonly bar: {
    readonly language: string
    readonly theme: string
    readonly themes: Readonly<Record<'auto' | 'light' | 'dark' | 'contrast', string>>
    readonly present: string
    readonly keys: string
    readonly reset: string
    readonly sandbox: string
  }
  readonly tab: {
    readonly lesson: string
    readonly terminal: string
    readonly map: string
    readonly layers: string
    readonly isolation: string
    readonly resources: string
    readonly compare: string
    readonly wire: string
    readonly text: string
  }
  readonly depth: { readonly title: string; readonly names: readonly [string, string, string] }
  readonly player: {
    readonly play: string
    readonly pause: string
    readonly forward: string
    readonly back: string
    readonly nextCommand: string
    readonly previousCommand: string
    readonly start: string
    readonly end: string
    readonly speed: string
    readonly position: string
    readonly at: (step: number, of: number, seconds: string, command: string) => string
    readonly step: (step: number, of: number) => string
    readonly branch: (steps: number) => string
    readonly branches: string
    readonly quiet: string
    /** A part of the simulator is being fetched; it could not be; try again. */
    readonly coming: string
    readonly missing: string
    readonly retry: string
  }
  readonly terminal: {
    readonly field: string
    readonly leave: string
    readonly completes: string
    readonly exit: (status: number) => string
    readonly running: string
    readonly copy: string
    readonly copyCommand: string
    readonly copyOutput: string
    readonly copyBoth: string
    readonly copied: string
    readonly again: string
    readonly fold: string
    readonly unfold: string
    readonly show: string
    readonly candidates: (count: number) => string
    readonly searching: string
    readonly welcome: string
    readonly lines: (count: number) => string
    readonly interrupt: string
    readonly keys: string
    readonly suggest: string
    readonly tabs: string
    readonly tab: (number: number, tty: string) => string
    readonly open: string
    readonly close: (number: number) => string
    readonly closeHint: string
    readonly ended: (exit: number) => string
    readonly reopen: string
    readonly keyRow: string
    readonly find: string
    readonly findNext: string
    readonly findBack: string
    readonly findClose: string
    readonly found: (at: number, count: number) => string
    readonly earlier: (count: number) => string
    readonly dropped: string
  }
  readonly editor: {
    readonly region: (name: string) => string
    readonly field: (name: string) => string
    /** What describes the text field: how to leave it, and its keys. */
    readonly leave: string
    readonly onHost: string
    readonly inContainer: (name: string) => string
    readonly dirty: string
    readonly save: string
    readonly saveAndClose: string
    readonly close: string
    readonly saving: string
    /** Writes although the editor has refused. */
    readonly force: string
    readonly ask: string
    readonly discard: string
    readonly stay: string
    readonly command: string
    readonly unknown: (line: string) => string
    readonly tooLarge: string
    /** The text field is a plain one. */
    readonly plain: string
    /** The editor's own screen and keys instead of the page's. */
    readonly keys: (kind: 'vi' | 'nano') => string
    readonly keysHint: string
    /** CodeMirror's own words, by their English ones. */
    readonly phrases: Readonly<Record<string, string>>
  }
  readonly map: {
    readonly client: string
    readonly host: string
    readonly hostNote: string
    readonly store: string
    readonly fleet: string
    readonly kernel: string
    readonly hub: string
    readonly quiet: string
    readonly idle: string
    readonly busy: string
    readonly noImages: string
    readonly noContainers: string
    readonly more: (count: number) => string
    readonly state: (name: string, exit: number) => string
    readonly changed: string
    readonly operation: (kind: 'pull' | 'push' | 'build', done: number, of: number) => string
    readonly volume: (name: string) => string
    readonly layers: (count: number) => string
    readonly unnamed: string
    readonly daemonNote: string
    /** The daemon, when there is no process of it. */
    readonly stopped: string
    readonly runtimeNote: string
    readonly summary: (containers: number, images: number, running: number) => string
    readonly inFlight: (count: number) => string
    readonly from: (from: string, to: string) => string
    readonly nothingInFlight: string
    readonly sharedBy: (count: number) => string
  }
  readonly wire: {
    readonly step: string
    readonly time: string
    readonly from: string
    readonly to: string
    readonly message: string
    readonly size: string
    readonly filter: string
    readonly count: (shown: number, all: number) => string
  }
  readonly inspector: {
    readonly close: string
    readonly real: string
    readonly copy: string
    readonly facts: Readonly<Record<FactName, string>>
    readonly head: string
    readonly body: string
    readonly emptyBody: string
    readonly config: string
    readonly manifest: string
    readonly layers: string
    readonly processes: string
    readonly rules: string
    readonly links: string
    readonly arguments: string
    readonly result: string
    readonly bytes: string
    readonly machine: (name: string) => string
    readonly digestOf: (length: number) => string
    readonly matches: string
    readonly differs: (digest: string) => string
    readonly files: (count: number) => string
    readonly goTo: string
    readonly gone: string
    readonly kinds: Readonly<
      Record<
        'message' | 'container' | 'image' | 'layer' | 'volume' | 'place' | 'process' | 'cgroup' | 'overlay',
        string
      >
    >
  }
  readonly lesson: {
    readonly typeIt: string
    readonly hint: string
    readonly goal: string
    readonly met: string
    readonly notYet: string
    readonly next: string
    readonly previous: string
    readonly of: (at: number, count: number) => string
    readonly done: string
    readonly playAll: string
    readonly restsHere: string
    readonly lookInside: string
    readonly goOn: string
    readonly nextIs: (title: string) => string
    readonly nextLesson: (title: string) => string
  }
  readonly keys: {
    readonly title: string
    readonly close: string
    readonly rows: readonly (readonly [keys: string, what: string])[]
  }
  readonly failed: (what: string) => string
  readonly loading: string
  readonly resize: string
  readonly caption: (saying: Saying) => string
  readonly party: (party: Party) => string
}

export type FactName =
  | 'from'
  | 'to'
  | 'sent'
  | 'arrives'
  | 'took'
  | 'depth'
  | 'cause'
  | 'span'
  | 'id'
  | 'name'
  | 'state'
  | 'image'
  | 'pid'
  | 'pidInside'
  | 'command'
  | 'address'
  | 'ports'
  | 'restart'
  | 'mounts'
  | 'size'
  | 'created'
  | 'names'
  | 'driver'
  | 'mountpoint'
  | 'digest'
  | 'diffId'
  | 'chainId'
  | 'createdBy'
  | 'exit'
  | 'namespaces'
  | 'cgroup'
  | 'user'
  | 'usedBy'
  | 'hostname'
  | 'upper'
