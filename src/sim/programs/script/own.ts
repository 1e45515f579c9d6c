/** What a table has under a name that a program made up: `constructor` is no entry of ours. */
export const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
