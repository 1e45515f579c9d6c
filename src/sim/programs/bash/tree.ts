import type { ParseFailure } from './parse-failure'

/**
 * A parsed shell program as plain data: what the grammar's tree becomes before anything runs.
 * Nodes are shared by reference between the frames of a shell, its functions and its subshells.
 *
 * @models bash command.h
 */
export type Word = readonly Part[]

export type Part =
  /** Text; `quoted` text is neither split nor a pattern. */
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'double'; readonly parts: Word }
  | { readonly kind: 'tilde'; readonly user: string }
  | Param
  | { readonly kind: 'command'; readonly body: List }
  | { readonly kind: 'arith'; readonly sum: Sum }
  | { readonly kind: 'process'; readonly direction: '<' | '>'; readonly body: List }

export interface Param {
  readonly kind: 'param'
  readonly name: string
  readonly source: string
  readonly index?: Word | '@' | '*'
  readonly length?: true
  readonly indirect?: true
  readonly op?: ParamOp
}

export type ParamOp =
  | { readonly op: 'default'; readonly sign: string; readonly word: Word }
  | { readonly op: 'remove'; readonly sign: string; readonly word: Word }
  | { readonly op: 'replace'; readonly sign: string; readonly pattern: Word; readonly by: Word }
  | { readonly op: 'slice'; readonly offset: Sum; readonly length?: Sum }
  | { readonly op: 'case'; readonly sign: string; readonly word?: Word }
  | { readonly op: 'transform'; readonly letter: string }
  | { readonly op: 'names'; readonly sign: string }
  | { readonly op: 'bad' }

/** An arithmetic expression: parsed already where it has nothing to expand, else a word to expand and parse. */
export type Sum = { readonly source: string; readonly tree: Expr } | { readonly source: string; readonly word: Word }

export type Expr =
  | { readonly x: 'num'; readonly value: string }
  | { readonly x: 'var'; readonly name: string; readonly index?: string }
  | { readonly x: 'unary'; readonly op: string; readonly of: Expr }
  | { readonly x: 'step'; readonly op: '++' | '--'; readonly of: Expr; readonly before: boolean }
  | { readonly x: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr; readonly at: string }
  | { readonly x: 'assign'; readonly op: string; readonly to: Expr; readonly value: Expr; readonly at: string }
  | { readonly x: 'choice'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }

export interface Assign {
  readonly name: string
  readonly index?: Word
  readonly append?: true
  readonly value: Word | { readonly items: readonly (Assign | { readonly words: readonly Word[] })[] }
}

export interface Redirect {
  readonly op: '>' | '>>' | '<' | '<>' | '<&' | '>&' | '>|' | '&>' | '&>>' | '<<<' | '<<'
  readonly fd?: number
  /** `{name}>file`: the shell chooses a descriptor and says which. */
  readonly variable?: string
  readonly target: Word
  /** The target as it is written: errors name it so. */
  readonly shown: string
}

/** One argument of a simple command: a word, or an assignment that a declaring builtin (`local`, `export`) was given. */
export type Arg = { readonly word: Word } | { readonly assign: Assign }

export interface Simple {
  readonly kind: 'simple'
  readonly line: number
  readonly assigns: readonly Assign[]
  readonly args: readonly Arg[]
  readonly redirects: readonly Redirect[]
  readonly source: string
  /** `$(<file)`: the file's contents are the output. */
  readonly whole?: true
}

export type Node =
  | Simple
  | List
  | { readonly kind: 'redirected'; readonly body: Node; readonly redirects: readonly Redirect[]; readonly line: number }
  | {
      readonly kind: 'pipeline'
      readonly parts: readonly Node[]
      readonly both: readonly boolean[]
      readonly not: boolean
      readonly time?: 'bash' | 'posix'
      readonly source: string
      readonly line: number
    }
  | { readonly kind: 'andor'; readonly parts: readonly Node[]; readonly ops: readonly ('&&' | '||')[] }
  | {
      readonly kind: 'if'
      readonly tests: readonly List[]
      readonly bodies: readonly List[]
      readonly otherwise?: List
    }
  | { readonly kind: 'while'; readonly until: boolean; readonly test: List; readonly body: List }
  | {
      readonly kind: 'for'
      readonly name: string
      /** What `$BASH_COMMAND` and `set -x` show of it. */
      readonly head: string
      readonly words?: readonly Word[]
      readonly body: List
      readonly line: number
    }
  | {
      readonly kind: 'select'
      readonly name: string
      readonly head: string
      readonly words?: readonly Word[]
      readonly body: List
      readonly line: number
    }
  | {
      readonly kind: 'sumfor'
      readonly first?: Sum
      readonly test?: Sum
      readonly step?: Sum
      readonly body: List
      readonly line: number
    }
  | {
      readonly kind: 'case'
      readonly word: Word
      readonly items: readonly CaseItem[]
      readonly head: string
      readonly line: number
    }
  | { readonly kind: 'subshell'; readonly body: List; readonly line: number }
  | { readonly kind: 'function'; readonly name: string; readonly body: Node; readonly source: string }
  | { readonly kind: 'test'; readonly test: Test; readonly source: string; readonly line: number }
  | { readonly kind: 'sum'; readonly sum: Sum; readonly source: string; readonly line: number }
  /** The inside of backquotes that does not parse: said when it would run. */
  | { readonly kind: 'broken'; readonly failure: ParseFailure; readonly line: number }
  | {
      readonly kind: 'coproc'
      readonly name: string
      readonly body: Node
      readonly source: string
      readonly line: number
    }

export interface CaseItem {
  readonly patterns: readonly Word[]
  readonly body: List
  readonly then: ';;' | ';&' | ';;&'
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Statement[]
}

export interface Statement {
  readonly node: Node
  readonly background: boolean
  readonly source: string
  readonly line: number
}

export type Test =
  | { readonly test: 'unary'; readonly op: string; readonly word: Word }
  | { readonly test: 'binary'; readonly op: string; readonly left: Word; readonly right: Word }
  | { readonly test: 'and' | 'or'; readonly parts: readonly Test[] }
  | { readonly test: 'not'; readonly of: Test }
