import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** docs/fidelity.md: what each file says of the real thing that it models, gathered from the tags in head comments. */
interface Tagged {
  readonly path: string
  readonly models: string
  readonly fidelity: string
}

const root = process.cwd()

const sources = (): readonly string[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .sort()

/** What follows a tag, up to the next one or the end of the comment. */
function tag(text: string, name: string): string | undefined {
  const found = new RegExp(
    `@${name}\\s+([\\s\\S]*?)(?=\\s*(?:\\n\\s*\\*)?\\s*@(?:models|fidelity)\\b|\\s*\\n?\\s*\\*/)`,
  ).exec(text)?.[1]
  return found
    ?.replace(/\n\s*\*/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const tagged = (): readonly Tagged[] =>
  sources().flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const [models, fidelity] = [tag(text, 'models'), tag(text, 'fidelity')]
    return models === undefined && fidelity === undefined
      ? []
      : [{ path, models: models ?? '', fidelity: fidelity ?? 'not stated' }]
  })

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

/** The room, and for the large ones the part of it. */
const group = (path: string): string => dirname(path).split('/').slice(1, 4).join('/')

export function fidelityPage(): string {
  const all = tagged()
  const groups = grouped(all)
  const count = (start: string) => all.filter(({ fidelity }) => fidelity.startsWith(start)).length
  const tables = [...groups].map(([name, rows]) => {
    const lines = rows.map(
      ({ path, models, fidelity }) =>
        `| ${path
          .split('/')
          .slice(name.split('/').length + 1)
          .join('/')} | ${cell(models)} | ${cell(fidelity)} |`,
    )
    return `## ${name}\n\n| file | the real thing | how true it is |\n|---|---|---|\n${lines.join('\n')}\n`
  })
  return `# How true it is

Generated from the \`@models\` and \`@fidelity\` tags in the sources by \`UPDATE=1 npx vitest run tests/docs.test.ts\`. What is not simulated
says so when it is asked for, and changes nothing. Rows of real transcripts that differ: [fidelity-golden.md](fidelity-golden.md).

${all.length} files model something real: ${count('full')} in full, ${count('part')} in part.

${tables.join('\n')}`
}

function grouped(all: readonly Tagged[]): Map<string, Tagged[]> {
  const groups = new Map<string, Tagged[]>()
  for (const row of all) groups.set(group(row.path), [...(groups.get(group(row.path)) ?? []), row])
  return groups
}
