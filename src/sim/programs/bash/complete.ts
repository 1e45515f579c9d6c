import { parse } from './parse'

/** Whether a line is a whole command, or the shell would ask for more (its PS2 prompt). For whoever hands lines to a shell. */
export const isWhole = (source: string): boolean =>
  parse(source.endsWith('\n') ? source : `${source}\n`).error?.incomplete !== true
