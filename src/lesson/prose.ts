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

/** A node of Markdown's tree (mdast), as far as it is shown. */
export interface Marked {
  readonly type: string
  readonly value?: string
  readonly lang?: string
  readonly ordered?: boolean
  readonly url?: string
  readonly children?: readonly Marked[]
}

/** A passage as it is written, or as it was read when the page was built: so the page needs no reader of Markdown. */
export type Prose = string | readonly Marked[]
