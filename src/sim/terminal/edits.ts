import type { Bytes } from '../../base/bytes'
import { editorSays, terminalSays } from '../../base/edit-frames'
import type { EditView } from '../wire/view'

/** The files that editors in this terminal offer, the newest last: one that another was started from waits below it. */
export type Edits = readonly EditView[]

const last = (edits: Edits, change: (edit: EditView) => EditView): Edits =>
  edits.map((edit, i) => (i === edits.length - 1 ? change(edit) : edit))

/** After what an editor said. */
export function heard(edits: Edits, body: Bytes, id: number): Edits {
  const says = editorSays(body)
  if (says === undefined) return edits
  if (says.kind === 'edit') return [...edits, { ...says.offer, id, contents: says.contents, answers: 0 }]
  if (says.kind === 'closed') return edits.slice(0, -1)
  return last(edits, ({ sent: bytes, ...edit }) => ({
    ...edit,
    contents: says.kind === 'saved' ? (bytes ?? edit.contents) : edit.contents,
    answers: edit.answers + 1,
    answer: says,
  }))
}

/** After what the person sent back. */
export function sent(edits: Edits, data: Bytes): Edits {
  const says = terminalSays(/^\x1b\]7331;([^\x07]*)\x07$/.exec(data)?.[1] ?? '')
  return says?.kind === 'save' ? last(edits, (edit) => ({ ...edit, sent: says.contents })) : edits
}
