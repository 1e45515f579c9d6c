import type { Bytes } from '../../../base/bytes'
import { terminalSays } from '../../../base/edit-frames'
import { textFor, type Editing } from './editing'
import { at } from './text'

/** What the terminal's own editor asks for; a saved text is in `editing` already. */
export type Answer =
  | { readonly kind: 'save'; readonly editing: Editing; readonly quit: boolean; readonly force: boolean }
  | { readonly kind: 'quit' }
  | { readonly kind: 'keys' }

export function answerOf(editing: Editing, body: Bytes): Answer | undefined {
  const says = terminalSays(body)
  if (says?.kind !== 'save') return says && { kind: says.kind }
  const { row, col } = editing.text
  const text = at(textFor(editing.dialect, says.contents), row, col)
  return {
    kind: 'save',
    editing: { ...editing, text, modified: editing.modified || says.contents !== editing.original },
    quit: says.quit,
    force: says.force,
  }
}
