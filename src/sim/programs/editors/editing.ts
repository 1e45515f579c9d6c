import { text as decoded, utf8, type Bytes } from '../../../base/bytes'
import { contentsOf, textOf, type Text } from './text'

/** Whose manners: vim's, those of BusyBox's vi, or nano's. */
export type Dialect = 'vim' | 'busybox' | 'nano'

/** One file being edited, as plain data. */
export interface Editing {
  readonly dialect: Dialect
  /** As it was named; '' where it has no name yet. */
  readonly file: string
  readonly text: Text
  /** What the file held when it was last read or written. */
  readonly original: Bytes
  readonly modified: boolean
  readonly readonly: boolean
  readonly fresh: boolean
  /** The topmost line on the screen. */
  readonly top: number
  /** The line that the editor shows below the text, and whether it is an error. */
  readonly message: Bytes
  readonly alarmed: boolean
  readonly vi: ViState
  readonly nano: NanoState
}

export interface ViState {
  readonly mode: 'normal' | 'insert' | 'line'
  /** `:` or `/` and what has been typed after it. */
  readonly line: Bytes
  /** A count, and the first key of a command of two. */
  readonly pending: Bytes
  readonly yanked: readonly Bytes[]
  readonly past: readonly Past[]
  readonly sought: Bytes
  readonly numbered: boolean
}

export interface Past {
  readonly text: Text
  readonly modified: boolean
}

export interface NanoState {
  readonly asking: 'nothing' | 'name' | 'rename' | 'save' | 'search'
  readonly answer: Bytes
  readonly leaving: boolean
  readonly cut: readonly Bytes[]
  readonly cutting: boolean
}

/** What an editor asks of the system after a key. */
export type Act =
  | {
      readonly kind: 'write'
      readonly file: string
      readonly force: boolean
      readonly quit: boolean
    }
  | { readonly kind: 'quit' | 'suspend' }

export type Outcome = readonly [Editing, (Act | undefined)?]

export const begunWith = (dialect: Dialect, given: Partial<Editing>): Editing => ({
  dialect,
  file: '',
  text: textFor(dialect, ''),
  original: '',
  modified: false,
  readonly: false,
  fresh: false,
  top: 0,
  message: '',
  alarmed: false,
  vi: { mode: 'normal', line: '', pending: '', yanked: [], past: [], sought: '', numbered: false },
  nano: { asking: 'nothing', answer: '', leaving: false, cut: [], cutting: false },
  ...given,
})

export const told = (editing: Editing, words: string, alarmed = false): Editing => ({
  ...editing,
  message: utf8(words),
  alarmed,
})

/** A file's contents as each of the three takes them: nano shows a line after the last. */
export const textFor = (dialect: Dialect, contents: Bytes): Text =>
  dialect === 'nano' ? { lines: contents.split('\n'), row: 0, col: 0 } : textOf(contents)

/** The bytes that would be written now. BusyBox's vi knows no file without a line. */
export function wholeOf({ dialect, text }: Editing): Bytes {
  if (dialect === 'nano') return `${text.lines.join('\n')}${text.lines.at(-1) === '' ? '' : '\n'}`
  return contentsOf(text) || (dialect === 'busybox' ? '\n' : '')
}

export const named = (file: Bytes): string => decoded(file)
