/** The packages that the simulated archives hold: what they put where. Everything else is "not found". */
export interface Package {
  readonly name: string
  readonly version: string
  /** The version that Debian has. */
  readonly debian: string
  /** Bytes to fetch and bytes on disk. */
  readonly download: number
  readonly installed: number
  readonly programs: readonly string[]
  readonly needs: readonly string[]
}

/** A package a line. */
export const packagesIn = (lines: string): readonly Package[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', versions = '', download = '0', installed = '0', programs = '-', needs = '-'] = line
        .trim()
        .split(' ')
      const [version = '', debian = version] = versions.split('|')
      const words = (list: string) => (list === '-' ? [] : list.split(','))
      return {
        name,
        version,
        debian,
        download: Number(download) * 1000,
        installed: Number(installed) * 1000,
        programs: words(programs),
        needs: words(needs),
      }
    })

/** The packages asked for with what they need, each once, needs first; and the names that are unknown. */
export function resolve(
  archive: readonly Package[],
  names: readonly string[],
  have: ReadonlySet<string>,
): { readonly packages: readonly Package[]; readonly unknown: readonly string[] } {
  const chosen = new Map<string, Package>()
  const unknown: string[] = []
  const visit = (name: string, asked: boolean): void => {
    const found = archive.find((each) => each.name === name.replace(/[=<>~@].*$/, ''))
    if (!found) {
      if (asked) unknown.push(name)
      return
    }
    if (chosen.has(found.name) || have.has(found.name)) return
    for (const need of found.needs) visit(need, false)
    chosen.set(found.name, found)
  }
  for (const name of names) visit(name, true)
  return { packages: [...chosen.values()], unknown }
}
