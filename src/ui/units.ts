/** Sizes and times as the docker CLI shows them: decimal units, three significant digits. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [count, 0]
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1]
  return `${unit === 0 ? value : Number(value.toPrecision(3))}${units[unit]}`
}

export const duration = (micros: number): string =>
  micros < 1000
    ? `${micros} µs`
    : micros < 1e6
      ? `${Number((micros / 1000).toPrecision(3))} ms`
      : `${Number((micros / 1e6).toPrecision(3))} s`
