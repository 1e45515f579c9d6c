/** errno(3) on Linux, of what connect(2) may answer; undefined for a name that nobody knows. */
const numbers: Readonly<Record<string, number>> = {
  ENOENT: 2,
  EACCES: 13,
  ENETUNREACH: 101,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
}

export const errnoNumber = (errno: string): number | undefined => numbers[errno]
