import type { Language } from './language'

/** What a text is edited in: CodeMirror, or a plain text area where that cannot be had. Both are made of the same wishes. */
export interface FieldWishes {
  readonly parent: HTMLElement
  readonly text: string
  readonly label: string
  /** Ids of what describes it, within the same tree. */
  readonly describedBy: string
  readonly readonly: boolean
  readonly language: Language | undefined
  /** CodeMirror's own words in the language of the page; none where they are English. */
  readonly phrases: Readonly<Record<string, string>>
  changed(text: string): void
  /** A key that means something to whoever asked; true when nothing else shall come of it. */
  key(event: KeyboardEvent, selected: boolean): boolean
}

export interface Field {
  focus(): void
  destroy(): void
}
