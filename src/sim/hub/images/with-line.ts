import { text } from '../../../base/bytes'
import type { FileEntry } from '../../../base/file-entry'
import type { Step } from '../catalogue-image'
import { file } from '../entries'

/** A file of the layers below with a line more, as useradd and groupadd leave it. */
export function withLine(base: readonly Step[], where: string, words: string): FileEntry {
  const old = base.flatMap((step) => step.layer?.entries() ?? []).find((entry) => entry.path === where)
  return file(where, `${text(old?.data ?? '')}${words}\n`)
}
