/** Splits a lesson's Markdown at its level-two headings: one for each beat, in order. What stands before the first is for readers of the file. */
export interface Passage {
  readonly heading: string
  readonly prose: string
}

export function parseProse(markdown: string): readonly Passage[] {
  const passages: { heading: string; lines: string[] }[] = []
  let fenced = false
  for (const line of markdown.replace(/\r\n/g, '\n').split('\n')) {
    if (line.startsWith('```')) fenced = !fenced
    const heading = fenced ? undefined : /^##\s+(.+?)\s*$/.exec(line)?.[1]
    if (heading !== undefined) passages.push({ heading, lines: [] })
    else passages.at(-1)?.lines.push(line)
  }
  return passages.map(({ heading, lines }) => ({ heading, prose: lines.join('\n').trim() }))
}
