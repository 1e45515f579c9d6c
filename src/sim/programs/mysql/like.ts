/** LIKE as a regular expression: % is anything, _ one character. */
export const likePattern = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.*+?^${}()|[\]]/g, '\\$&')
      .replace(/\\([%_])|%|_/g, (all, escaped: string | undefined) => escaped ?? (all === '%' ? '.*' : '.'))}$`,
    'is',
  )
