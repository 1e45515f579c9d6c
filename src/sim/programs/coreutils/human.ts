/** Sizes as `-h` prints them: `4.0K`, `78M`; rounded up, one decimal below ten. */
export function human(bytes: number, busybox = false): string {
  if (bytes < 1024) return String(bytes)
  let size = bytes
  let unit = -1
  while (size >= 1024 && unit < 5) {
    size /= 1024
    unit++
  }
  const round = busybox ? Math.round : Math.ceil
  const tenths = round(size * 10) / 10
  const shown = tenths < 10 ? tenths.toFixed(1) : String(round(size))
  return shown + 'KMGTPE'[unit]!
}

/** The same in powers of 1000: `df -H`. */
export function humanBy(bytes: number, base: number): string {
  const unit = Math.max(0, Math.min(6, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(base))))
  if (unit === 0) return String(bytes)
  const size = bytes / base ** unit
  const tenths = Math.ceil(size * 10) / 10
  return (tenths < 10 ? tenths.toFixed(1) : String(Math.ceil(size))) + 'kMGTPE'[unit - 1]!
}

/** Disk blocks of 1 KiB that a file takes on ext4: whole blocks of 4 KiB. */
export const blocksOf = (kind: string, size: number): number =>
  kind === 'dir' ? 4 : kind === 'file' ? Math.ceil(size / 4096) * 4 : 0
