/**
 * Words of a Python program; INDENT and DEDENT as Python's own tokenizer makes them.
 *
 * @models CPython Parser/tokenizer
 * @fidelity part: columns count UTF-16 units
 */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'op' | 'newline' | 'indent' | 'dedent' | 'end'
  readonly text: string
  readonly line: number
  readonly from: number
  readonly to: number
  /** Of a string: its prefix in lower case, and what is between the quotes. */
  readonly prefix?: string
  readonly body?: string
}

/** What Python says of a program that is none, and what lies beyond this interpreter. */
export interface PythonSyntax {
  readonly kind: 'syntax'
  readonly type: 'SyntaxError' | 'IndentationError' | 'TabError' | 'unsimulated'
  readonly words: string
  readonly line: number
  readonly from: number
  readonly to: number
  /** More lines could still make it whole: for the prompt. */
  readonly unfinished: boolean
}

export const faulty = (
  type: PythonSyntax['type'],
  words: string,
  line: number,
  from: number,
  to: number,
  unfinished = false,
): PythonSyntax => ({ kind: 'syntax', type, words, line, from, to, unfinished })
