/**
 * `--filter name=value` as the API takes it: `{"name":{"value":true}}`.
 *
 * @models docker/cli opts/opts.go FilterOpt
 * @fidelity full
 */
export function filtersJson(
  filters: readonly string[],
  more: Readonly<Record<string, string>> = {},
): string | undefined {
  const out: Record<string, Record<string, boolean>> = {}
  const add = (key: string, value: string) => ((out[key] ??= {})[value] = true)
  for (const filter of filters) {
    if (filter === '') continue
    const cut = filter.indexOf('=')
    add(filter.slice(0, cut).trim().toLowerCase(), filter.slice(cut + 1).trim())
  }
  for (const [key, value] of Object.entries(more)) add(key, value)
  const keys = Object.keys(out).sort()
  return keys.length === 0 ? undefined : JSON.stringify(Object.fromEntries(keys.map((k) => [k, out[k]])))
}
