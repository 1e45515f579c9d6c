import { busyboxLines } from './introductions/busybox-lines'

/**
 * What BusyBox prints when it was called wrongly: its banner and the applet's usage.
 *
 * @models busybox libbb/appletlib.c
 * @fidelity part: the list of options under each usage is left out
 */
export const busyboxBanner = 'BusyBox v1.37.0 (2025-01-17 18:12:01 UTC) multi-call binary.'

/** How an applet says that it is called; the lines after the first are indented, unless they begin anew with `or`. */
export function knownUsage(applet: string): string | undefined {
  const line = busyboxLines.split('\n').find((each) => each.startsWith(`  ${applet}|`))
  const usage = line
    ?.slice(applet.length + 3)
    .replaceAll(/ \/\/ (or\b)?/g, (_, or?: string) => (or ? `\n${or}` : '\n\t'))
  return usage === undefined ? undefined : `${busyboxBanner}\n\nUsage: ${usage}\n`
}

export const usageOf = (applet: string): string =>
  knownUsage(applet) ?? `${busyboxBanner}\n\nUsage: ${applet} [OPTIONS]\n`
