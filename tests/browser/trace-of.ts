import { openVoyage } from '../../src/lesson/open-voyage'
import { type, extend } from '../../src/lesson/voyage'
import { lengthOf } from '../../src/trace/recording'
import { line } from '../../src/trace/text'

/** The whole trace of some typed lines, in its text form. */
export function traceOf(lines: readonly string[], seed: number): string {
  const voyage = lines.reduce((v, typed) => finished(type(v, typed, lengthOf(v.recording))), openVoyage({ seed }))
  return voyage.recording.messages.map((message, i) => line(message, i + 1)).join('\n')
}

function finished(voyage: ReturnType<typeof openVoyage>): ReturnType<typeof openVoyage> {
  const next = extend(voyage, 5_000)
  return next === voyage ? voyage : finished(next)
}
