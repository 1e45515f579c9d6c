/**
 * The tree of a template.
 *
 * @models Go text/template/parse
 * @fidelity part: define, template, block and break are not known
 */
export interface Field {
  readonly kind: 'field'
  readonly names: readonly string[]
  readonly at: number
}

export type Operand =
  | Field
  | { readonly kind: 'dot'; readonly at: number }
  | { readonly kind: 'nil'; readonly at: number }
  | { readonly kind: 'bool'; readonly value: boolean; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly value: string; readonly text: string; readonly at: number }
  | { readonly kind: 'variable'; readonly name: string; readonly names: readonly string[]; readonly at: number }
  | { readonly kind: 'function'; readonly name: string; readonly at: number }
  /** `(pipeline).Field` */
  | { readonly kind: 'group'; readonly pipe: Pipe; readonly names: readonly string[]; readonly at: number }

export interface Pipe {
  readonly declares: readonly string[]
  readonly assigns: boolean
  readonly commands: readonly (readonly Operand[])[]
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range'
      readonly pipe: Pipe
      readonly body: readonly TemplateNode[]
      readonly other: readonly TemplateNode[]
    }

/** An error with Go's words; `template: NAME:LINE[:COLUMN]:` is put before them by whoever knows the name. */
export class TemplateError extends Error {}
