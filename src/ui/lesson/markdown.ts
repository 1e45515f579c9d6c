import { fromMarkdown } from 'mdast-util-from-markdown'
import type { Marked } from '../../lesson/prose'

interface Node {
  readonly type: string
  readonly value?: string | undefined
  readonly lang?: string | null | undefined
  readonly ordered?: boolean | null | undefined
  readonly url?: string | undefined
  readonly children?: readonly Node[]
}

/** What Markdown says, without where it stands in the text. */
export const marked = (text: string): readonly Marked[] => fromMarkdown(text).children.map(plain)

const plain = ({ type, value, lang, ordered, url, children }: Node): Marked => ({
  type,
  ...(value !== undefined && { value }),
  ...(typeof lang === 'string' && { lang }),
  ...(ordered === true && { ordered }),
  ...(url !== undefined && { url }),
  ...(children && { children: children.map(plain) }),
})
