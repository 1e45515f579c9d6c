import type { Sys } from '../../wire/sys'
import { repaint, type Reading } from './less-screen'

/** The help that less shows on h. */
export const words = `
                   SUMMARY OF LESS COMMANDS

  h  H               Display this help.
  q  :q  Q           Exit.

  e  j  Enter  Down  Forward  one line   (or N lines).
  y  k  Up           Backward one line   (or N lines).
  f  z  SPACE        Forward  one window (or N lines).
  b  w               Backward one window (or N lines).
  d                  Forward  one half-window.
  u                  Backward one half-window.
  g  <               Go to first line in file (or line N).
  G  >               Go to last line in file (or line N).

  /pattern           Search forward for a matching line.
  ?pattern           Search backward for a matching line.
  n                  Repeat previous search.
  N                  Repeat previous search in reverse direction.

  :n  :p             Examine the next or the previous file.
  -N  -S             Line numbers, chopped lines: on or off.
  r                  Repaint screen.
`

export const helped = (sys: Sys, state: Reading): Reading =>
  repaint(sys, {
    ...state,
    help: { source: state.source, top: state.top },
    source: { name: '-', fd: -1, text: words, ended: true },
    top: 0,
  })

export function unhelped(sys: Sys, state: Reading, { source, top }: NonNullable<Reading['help']>): Reading {
  const { help: _, ...rest } = state
  return repaint(sys, { ...rest, source, top })
}
