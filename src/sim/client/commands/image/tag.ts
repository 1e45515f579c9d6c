import { parseNormalizedNamed, tagNameOnly } from '../../names'
import { asks } from '../shapes'

/**
 * docker tag.
 *
 * @models docker/cli cli/command/image/tag.go, moby client/image_tag.go
 * @fidelity full
 */
export const tag = asks({
  request: (c) => {
    const [source, target] = c.parsed.args as [string, string]
    if (parsed(source) === undefined) return void c.fail(notReference(source))
    const named = parsed(target)
    if (named === undefined) return void c.fail(notReference(target))
    if (named.digest !== undefined) return void c.fail('refusing to create a tag with a digest reference')
    const full = tagNameOnly(named)
    return {
      method: 'POST',
      path: `/images/${source}/tag`,
      query: { repo: `${full.domain}/${full.path}`, tag: full.tag },
    }
  },
  tell: (c) => c.exit(0),
})

function parsed(text: string) {
  try {
    return parseNormalizedNamed(text)
  } catch {
    // An ID may be tagged too.
    return /^[a-f0-9]{64}$/.test(text) ? parseNormalizedNamed(text.slice(0, 12)) : undefined
  }
}

function notReference(text: string): string {
  try {
    parseNormalizedNamed(text)
    return ''
  } catch (error) {
    return `Error parsing reference: ${JSON.stringify(text)} is not a valid repository/tag: ${(error as Error).message}`
  }
}
