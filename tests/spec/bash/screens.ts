import { continued, shown, type Emulator } from '../../../src/ui/terminal/screen'

/** What the terminal shows after each part of an output: its rows, and behind `@` where the cursor is. */
export function screens(parts: readonly string[], columns: number): readonly string[] {
  let emulator: Emulator | undefined
  let all = ''
  return parts.map((part) => {
    emulator = continued(emulator, (all += part), columns, 24)
    const { row, col } = emulator.pen
    return `${rowsOf(emulator).trimEnd()}\n@${row},${Math.min(col, columns - 1)}`
  })
}

/** The rows of the terminal after an output. */
export const screenRows = (out: string): string => rowsOf(continued(undefined, out, 80, 24))

const rowsOf = (emulator: Emulator): string =>
  shown(emulator)
    .lines.map((runs) =>
      runs
        .map((run) => run.text)
        .join('')
        .trimEnd(),
    )
    .join('\n')
