import { text as decoded, utf8 } from '../../base/bytes'
import type { TerminalView } from '../../trace/types'

export type Edit = NonNullable<TerminalView['edits']>[number]

/**
 * What a learner has typed in editors and not saved. It is no part of any world, so it outlives stepping back: an editor that opens again,
 * because time goes on again, shows it again. It belongs to one opening of one file.
 */
export class Drafts {
  #kept = $state.raw<Readonly<Record<string, string>>>({})

  textOf(edit: Edit): string {
    return this.#kept[keyOf(edit)] ?? decoded(edit.contents)
  }

  set(edit: Edit, text: string): void {
    this.#kept = { ...this.#kept, [keyOf(edit)]: text }
  }

  /** Whether what has been typed is something else than what the editor has, at the moment that is looked at. */
  isDirty(edit: Edit): boolean {
    const kept = this.#kept[keyOf(edit)]
    return kept !== undefined && kept !== decoded(edit.contents) && contentsOf(kept) !== edit.contents
  }

  drop(edit: Edit): void {
    const key = keyOf(edit)
    this.#kept = Object.fromEntries(Object.entries(this.#kept).filter(([one]) => one !== key))
  }
}

const keyOf = (edit: Edit): string => `${edit.id} ${edit.host} ${edit.path}`

/** The bytes that are saved: the last line is ended, as every editor on Unix does. */
export const contentsOf = (text: string): string => utf8(text === '' || text.endsWith('\n') ? text : `${text}\n`)
