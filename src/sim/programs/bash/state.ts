import type { Rng } from '../../../base/random'
import type { Signal } from '../../wire/signal'
import type { Await, Fd, Pid, Sys, TtyMode } from '../../wire/sys'
import type { Caller } from './callers'
import type { Editing } from './readline/editing'
import type { List, Node } from './tree'

/**
 * A shell as a value: variables, functions, and a stack of frames that says where in its program it is.
 * Everything is plain data, so a shell can be stopped anywhere, copied, forked and continued.
 *
 * @models bash variables.c, execute_cmd.c
 */
export type Flavour = 'bash' | 'dash' | 'ash'

export interface Variable {
  readonly value?: string
  /** An indexed array by index, an associative one by key, in order of insertion or index. */
  readonly items?: Readonly<Record<string, string>>
  readonly keyed?: true
  /** An array that was declared and never given anything. */
  readonly bare?: true
  /** A reference: `value` names another variable. */
  readonly ref?: true
  readonly exported?: true
  readonly readonly?: true
  readonly integer?: true
  readonly lower?: true
  readonly upper?: true
}

/** A function and the file that defines it. */
export type Defined = Extract<Node, { kind: 'function' }> & { readonly file: string; readonly exported?: true }

export type Variables = Readonly<Record<string, Variable>>

export interface Job {
  readonly id: number
  readonly pids: readonly Pid[]
  readonly pgid: Pid
  readonly source: string
  readonly state: 'running' | 'stopped' | 'done'
  readonly status: number
  readonly signal?: Signal
  /** A later background or stopped job is `+`; this orders them. */
  readonly at: number
  /** The person knows that it is stopped. */
  readonly told?: boolean
}

/** A child process: running, or how it ended. */
export interface Child {
  readonly state: 'running' | 'stopped' | 'done'
  readonly status: number
  readonly signal?: Signal
}

export type Frame =
  /** Bottom of a subshell, of `-c` and of a script: nothing above it means exit. `tail`: the last command may replace the process. */
  | { readonly kind: 'root'; readonly tail: boolean }
  | {
      readonly kind: 'feed'
      readonly from: 'tty' | 'headless' | 'stdin'
      readonly buffer: string
      readonly rest: string
      readonly line: number
      readonly phase: 'prompt' | 'read' | 'more' | 'ran'
      readonly first: number
      /** The line that the shell itself edits now; what was killed in the lines before. */
      readonly edit?: Editing
      readonly killed?: readonly string[]
    }
  | { readonly kind: 'syntax'; readonly lines: readonly string[]; readonly status: number | 'kept' }
  | { readonly kind: 'list'; readonly list: List; readonly pc: number }
  | { readonly kind: 'andor'; readonly node: Extract<Node, { kind: 'andor' }>; readonly pc: number }
  | { readonly kind: 'not' }
  | { readonly kind: 'time'; readonly from: number; readonly posix: boolean }
  | { readonly kind: 'if'; readonly node: Extract<Node, { kind: 'if' }>; readonly pc: number }
  | {
      readonly kind: 'while'
      readonly node: Extract<Node, { kind: 'while' }>
      readonly phase: 'start' | 'test' | 'body'
      readonly status: number
    }
  | {
      readonly kind: 'for'
      readonly node: Extract<Node, { kind: 'for' }>
      readonly items?: readonly string[]
      readonly pc: number
      readonly subs: readonly string[]
    }
  | {
      readonly kind: 'select'
      readonly node: Extract<Node, { kind: 'select' }>
      readonly items?: readonly string[]
      readonly phase: 'ask' | 'answer'
      readonly menu: boolean
      readonly subs: readonly string[]
    }
  | {
      readonly kind: 'sumfor'
      readonly node: Extract<Node, { kind: 'sumfor' }>
      readonly phase: 'first' | 'test' | 'step'
      readonly subs: readonly string[]
    }
  | {
      readonly kind: 'case'
      readonly node: Extract<Node, { kind: 'case' }>
      readonly from: number
      readonly subs: readonly string[]
    }
  | { readonly kind: 'fall'; readonly node: Extract<Node, { kind: 'case' }>; readonly pc: number }
  | {
      readonly kind: 'eval'
      readonly node: Extract<Node, { kind: 'simple' | 'test' | 'sum' | 'redirected' }>
      readonly subs: readonly string[]
    }
  /** After a command: `set -e` and the ERR trap look at its status. */
  | { readonly kind: 'check' }
  | { readonly kind: 'restore'; readonly fds: readonly (readonly [fd: Fd, saved: Fd | undefined])[] }
  | { readonly kind: 'temps'; readonly vars: readonly (readonly [name: string, was: Variable | undefined])[] }
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly string[]
      readonly locals: Readonly<Record<string, Variable | false>>
      /** DEBUG, ERR and RETURN traps of the caller, which a function does not have unless asked for. */
      readonly hidden?: Readonly<Record<string, string>>
      /** Options before `local -`. */
      readonly options?: Readonly<Record<string, true>>
      /** Where the call and the function's text stand. */
      readonly line: number
      readonly file: string
      /** Descriptors of `<(…)` among its arguments: its commands may open them again and again. */
      readonly lent?: readonly Fd[]
      readonly returned?: true
    }
  | {
      readonly kind: 'source'
      readonly args?: readonly string[]
      readonly name: string
      readonly line: number
      readonly returned?: true
    }
  | {
      readonly kind: 'assignlater'
      readonly assigns: readonly {
        readonly name: string
        readonly items: readonly (readonly [key: string | undefined, value: string])[]
        readonly append: boolean
      }[]
    }
  | { readonly kind: 'subst'; readonly fd: Fd; readonly pid: Pid; readonly data: string; readonly ended: boolean }
  | {
      readonly kind: 'job'
      readonly pids: readonly Pid[]
      readonly pgid: Pid
      readonly source: string
      readonly job?: number
      /** The last element ran in this shell (`shopt -s lastpipe`): its status comes after those of the processes. */
      readonly own?: true
    }
  | {
      readonly kind: 'wait'
      readonly pids: readonly Pid[] | 'any' | 'all'
      readonly last: number
      readonly into?: string
    }
  | { readonly kind: 'read'; readonly want: Reading; readonly data: string }
  | {
      readonly kind: 'mapfile'
      readonly name: string
      readonly fd: Fd
      readonly delimiter: string
      readonly bare: boolean
      readonly skip: number
      readonly most: number
      readonly index: number
      readonly read: number
      readonly quantum: number
      readonly callback: string
      readonly data: string
    }
  /** `$(<file)`: standard input goes to standard output. */
  | { readonly kind: 'slurp' }
  | { readonly kind: 'sleep'; readonly until: number }
  | {
      readonly kind: 'trap'
      readonly status: number
      readonly command: string
      readonly line: number
      readonly signal: string
    }
  | {
      readonly kind: 'exec'
      readonly path: string
      readonly argv: readonly string[]
      readonly env: Readonly<Record<string, string>>
      readonly strict: boolean
    }
  /** Commands of `eval`: `set -x` shows them one level deeper. */
  | { readonly kind: 'level' }
  /** Gives the cpu away once: a signal to oneself arrives before the next command. */
  | { readonly kind: 'yield' }
  /** `command name`: a program, whatever functions there are. */
  | { readonly kind: 'program'; readonly words: readonly string[]; readonly source: string }
  | { readonly kind: 'exit'; readonly status: number }

/** What the `read` builtin was asked for. */
export interface Reading {
  readonly names: readonly string[]
  readonly array?: string
  readonly raw: boolean
  readonly fd: Fd
  readonly delimiter: string
  readonly count?: number
  readonly exact?: boolean
  readonly until?: number
  readonly tty?: TtyMode
}

export type FrameKind = Frame['kind']

export interface BashState {
  readonly flavour: Flavour
  /** How it is fed: decides prompts, job notices and the form of error messages. */
  readonly mode: 'tty' | 'headless' | 'stdin' | 'string' | 'file'
  readonly interactive: boolean
  readonly marks: boolean
  /** What messages begin with: the shell's name or the script's. */
  readonly name: string
  readonly zero: string
  readonly shellPid: Pid
  readonly pgid: Pid
  readonly depth: number // of subshells
  readonly vars: Variables
  readonly functions: Readonly<Record<string, Defined>>
  readonly aliases: Readonly<Record<string, string>>
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, true>>
  readonly shopt: Readonly<Record<string, boolean>>
  readonly status: number
  readonly substStatus: number
  readonly pipeStatus: readonly number[]
  readonly lastArg: string
  /** How many substitutions deep this shell is, for `set -x`. */
  readonly level: number
  /** What `$BASH_COMMAND` shows. */
  readonly command: string
  readonly line: number
  readonly background: Pid
  readonly rng: Rng
  readonly startedAt: number
  readonly secondsBase: number
  readonly stack: readonly Frame[]
  readonly children: Readonly<Record<Pid, Child>>
  readonly jobs: readonly Job[]
  /** For so many lines more, `exit` is meant though there are stopped jobs. */
  readonly warned?: number
  readonly traps: Readonly<Record<string, string>>
  /** Caught signals that have arrived and whose traps have not run yet. */
  readonly pending: readonly Signal[]
  readonly history: readonly string[]
  readonly dirs: readonly string[]
  readonly getopts: number // position inside a cluster of options
  /** Functions and files that a subshell was begun in. */
  readonly callers: readonly Caller[]
  /** Errors are looked away from (`set -e`) because the subshell sits in a condition. */
  readonly excused: boolean
  /** Descriptors of 10 and up that the person opened. */
  readonly kept: readonly Fd[]
  /** Descriptors of process substitutions, closed after the command. */
  readonly lent: readonly Fd[]
  /** Just forked: signals whose handlers the parent had and the child must not. */
  readonly inherited: readonly Signal[]
  readonly hash: Readonly<Record<string, { readonly path: string; readonly hits: number }>>
  /** Builtins that `enable -n` took away. */
  readonly disabled: readonly string[]
}

export type Draft = { -readonly [K in keyof Omit<BashState, 'stack'>]: BashState[K] } & { stack: Frame[] }

/** A shell while it has the cpu: its system calls and a working copy of its state. */
export interface Machine {
  readonly sys: Sys
  readonly s: Draft
  /** Results of command substitutions of the word being expanded, and how many have been used. */
  subs: readonly string[]
  used: number
  /** Complaints of an expansion, said once it is complete: until then it may begin again. */
  held: string[]
}

/** Why a slice ends early. */
export type Pause =
  | { readonly pause: 'wait'; readonly on: readonly Await[] }
  | { readonly pause: 'yield' }
  | { readonly pause: 'exit'; readonly status: number }
  | {
      readonly pause: 'exec'
      readonly path: string
      readonly argv: readonly string[]
      readonly env: Readonly<Record<string, string>>
    }

/** Thrown inside an expansion that meets a command substitution whose output is not known yet; never stored. */
export interface NeedSubstitution {
  readonly thrown: 'substitution'
  readonly body: List
  readonly process?: '<' | '>'
}

export const needSubstitution = (body: List, process?: '<' | '>'): NeedSubstitution =>
  process === undefined ? { thrown: 'substitution', body } : { thrown: 'substitution', body, process }

/**
 * Thrown by an expansion, an assignment or a redirection that fails; `status` becomes the command's; never stored.
 * `fatal` ends a script, `line` what stands on its line, `redirect` the one command.
 */
export interface ShellError {
  readonly thrown: 'shell'
  readonly message: string
  readonly status: number
  readonly kind: 'fatal' | 'line' | 'redirect'
}

export const shellError = (message: string, status = 1, kind: ShellError['kind'] = 'line'): ShellError => ({
  thrown: 'shell',
  message,
  status,
  kind,
})

const isThrown = (error: unknown, what: string): boolean =>
  typeof error === 'object' && error !== null && 'thrown' in error && error.thrown === what

export const isNeedSubstitution = (error: unknown): error is NeedSubstitution => isThrown(error, 'substitution')
export const isShellError = (error: unknown): error is ShellError => isThrown(error, 'shell')
