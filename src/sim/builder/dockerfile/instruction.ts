import type { HealthcheckConfig } from '../../oci/config'
import type { Lines } from '../errors'
import type { Heredoc } from './heredoc'

/**
 * What each instruction says, once its arguments are understood. Variables are not yet replaced.
 * @models buildkit frontend/dockerfile/instructions/commands.go
 */
export interface Written {
  /** In lower case: `run`. */
  readonly name: string
  /** As written, continuations joined: it names the build step. */
  readonly code: string
  readonly lines: Lines
}

export interface KeyValue {
  readonly key: string
  readonly value: string
}

export type EnvInstruction = Written & { readonly kind: 'env'; readonly pairs: readonly KeyValue[] }
export type LabelInstruction = Written & { readonly kind: 'label'; readonly pairs: readonly KeyValue[] }
export type ArgInstruction = Written & {
  readonly kind: 'arg'
  readonly args: readonly { readonly key: string; readonly value?: string }[]
}
export type MaintainerInstruction = Written & { readonly kind: 'maintainer'; readonly maintainer: string }
export type FromInstruction = Written & {
  readonly kind: 'from'
  readonly base: string
  readonly as: string
  readonly platform: string
}
export type CopyInstruction = Written & {
  readonly kind: 'copy' | 'add'
  readonly sources: readonly string[]
  readonly contents: readonly Heredoc[]
  readonly dest: string
  readonly from: string
  readonly chown: string
  readonly chmod: string
}
export interface CommandLine {
  readonly argv: readonly string[]
  /** The shell goes before it. */
  readonly shell: boolean
}
export type RunInstruction = Written & { readonly kind: 'run'; readonly heredocs: readonly Heredoc[] } & CommandLine
export type CmdInstruction = Written & { readonly kind: 'cmd' } & CommandLine
export type EntrypointInstruction = Written & { readonly kind: 'entrypoint' } & CommandLine
export type HealthcheckInstruction = Written & { readonly kind: 'healthcheck'; readonly health: HealthcheckConfig }
export type WorkdirInstruction = Written & { readonly kind: 'workdir'; readonly path: string }
export type ExposeInstruction = Written & { readonly kind: 'expose'; readonly ports: readonly string[] }
export type UserInstruction = Written & { readonly kind: 'user'; readonly user: string }
export type VolumeInstruction = Written & { readonly kind: 'volume'; readonly volumes: readonly string[] }
export type StopsignalInstruction = Written & { readonly kind: 'stopsignal'; readonly signal: string }
export type ShellInstruction = Written & { readonly kind: 'shell'; readonly argv: readonly string[] }
export type OnbuildInstruction = Written & { readonly kind: 'onbuild'; readonly trigger: string }

export type Instruction =
  | EnvInstruction
  | LabelInstruction
  | ArgInstruction
  | MaintainerInstruction
  | FromInstruction
  | CopyInstruction
  | RunInstruction
  | CmdInstruction
  | EntrypointInstruction
  | HealthcheckInstruction
  | WorkdirInstruction
  | ExposeInstruction
  | UserInstruction
  | VolumeInstruction
  | StopsignalInstruction
  | ShellInstruction
  | OnbuildInstruction
