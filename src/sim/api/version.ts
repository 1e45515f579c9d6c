/**
 * The one place that says which Docker this is: the pinned profile.
 * @models moby dockerversion, api/common.go
 * @fidelity full
 */
export const engineVersion = '28.5.2'
export const apiVersion = '1.51'
export const minApiVersion = '1.24'
export const serverHeader = `Docker/${engineVersion} (linux)`

/** Compares `1.9` and `1.24` as numbers, part by part. */
export function compareApi(a: string, b: string): number {
  const [x, y] = [a, b].map((v) => v.split('.').map(Number))
  return (x![0] ?? 0) - (y![0] ?? 0) || (x![1] ?? 0) - (y![1] ?? 0)
}
