import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The corpus: shell snippets by subject, in files that read like a terminal. `$ ` begins a snippet, `> ` goes on with it,
 * the first line names the rule and the subject. What a snippet must print is not written anywhere: the real shell says it.
 */
export interface Subject {
  readonly file: string
  readonly rule: string
  readonly about: string
  readonly snippets: readonly string[]
}

const folder = join(import.meta.dirname, 'corpus')

export const subjectFiles: readonly string[] = readdirSync(folder).map((name) => name.replace(/\.snippets$/, ''))

export function subject(file: string): Subject {
  const [head = '', ...lines] = readFileSync(join(folder, `${file}.snippets`), 'utf8')
    .trimEnd()
    .split('\n')
  const found = /^# (BSH-\d+) (.+)$/.exec(head)
  if (found === null) throw new Error(`${file}: the first line must be "# BSH-n subject"`)
  const snippets: string[] = []
  for (const line of lines) {
    if (line.startsWith('$ ')) snippets.push(line.slice(2))
    else if (line === '>' || line.startsWith('> ')) snippets.push(`${snippets.pop() ?? ''}\n${line.slice(2)}`)
    else throw new Error(`${file}: neither "$ " nor "> ": ${line}`)
  }
  return { file, rule: found[1]!, about: found[2]!, snippets }
}
