/** What a command did. */
export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** How many messages crossed a wire. */
  readonly messages: number
}

/** `gw-step`: the step that is shown, and its caption in the language of the element. */
export interface StepDetail {
  readonly step: number
  readonly index: number
  readonly of: number
  readonly caption: string
}

/** `gw-command`: a command that ended. */
export interface CommandDetail {
  readonly line: string
  readonly exit: number
  readonly output: string
}

/**
 * `<glass-whale>`: Docker that you can see through.
 *
 * Attributes, all live: `lang` (en, zh-CN), `theme` (auto, light, dark, contrast), `density` (normal, projector), `depth` (1, 2, 3), `scene`
 * (map, layers, isolation, resources, compare, wire, text), `view` (any of lesson terminal scene timeline wire), `controls` (full, minimal, none), `terminal` (free, guided, readonly),
 * `speed` (0.1 to 16), `loop`, `autoplay`, `scenario`, `commands` (a line each, run at start), `seed`, `loading` (eager, lazy).
 */
export declare class GlassWhale extends HTMLElement {
  play(): Promise<void>
  pause(): Promise<void>
  /** So many visible steps on; negative: back. */
  step(by?: number): Promise<void>
  /** A step's number, `start`, `end`, or the beginning of a command. */
  seek(where: number | string): Promise<void>
  run(command: string): Promise<Ran>
  reset(): Promise<void>
}

declare global {
  interface HTMLElementTagNameMap {
    'glass-whale': GlassWhale
  }
  interface HTMLElementEventMap {
    'gw-ready': CustomEvent<{ readonly lang: string }>
    'gw-step': CustomEvent<StepDetail>
    'gw-command': CustomEvent<CommandDetail>
    'gw-error': CustomEvent<{ readonly message: string }>
    'gw-resize': CustomEvent<{ readonly width: number; readonly height: number }>
  }
}
