/**
 * `.gitignore`: which untracked paths are passed over.
 *
 * @models gitignore(5)
 * @fidelity part: of one file at the top, without character classes
 */
export function ignoring(lines: readonly string[]): (path: string, isDir: boolean) => boolean {
  const rules = lines
    .map((line) => line.replace(/\s+$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const not = line.startsWith('!')
      const onlyDir = line.endsWith('/')
      const pattern = line.replace(/^!/, '').replace(/\/$/, '')
      const anywhere = !pattern.includes('/')
      const body = source(pattern.replace(/^\//, ''))
      return { not, onlyDir, regex: new RegExp(anywhere ? `(?:^|/)${body}$` : `^${body}$`) }
    })
  return (path, isDir) =>
    rules.reduce(
      (ignored, { not, onlyDir, regex }) => (regex.test(path) && (isDir || !onlyDir) ? !not : ignored),
      false,
    )
}

const source = (pattern: string): string =>
  pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/?|\*|\?/g, (mark) => (mark === '?' ? '[^/]' : mark === '*' ? '[^/]*' : '(?:.*/)?(?:[^/]*)'))
