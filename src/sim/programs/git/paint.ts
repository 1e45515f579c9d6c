import type { Sys } from '../../wire/sys'

const codes = {
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
  bold: '1',
  boldRed: '1;31',
  boldGreen: '1;32',
  boldCyan: '1;36',
} as const

/** Colours words where they go to a terminal, as `color.ui=auto` does. */
export type Paint = (colour: keyof typeof codes, words: string) => string

export const painter = (sys: Sys): Paint =>
  sys.isatty(1) && sys.env['TERM'] !== 'dumb'
    ? (colour, words) => `\x1b[${codes[colour]}m${words}\x1b[m`
    : (_, words) => words
