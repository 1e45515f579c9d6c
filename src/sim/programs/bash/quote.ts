/**
 * A string as the shell would have to read it to get the same string back.
 *
 * @models bash lib/sh/shquote.c
 */
export function shellQuote(words: string, always = false): string {
  if (/[\x00-\x1f\x7f]/.test(words)) return `$'${[...words].map(ansi).join('')}'`
  if (!always && words !== '' && /^[\w@%+=:,./!~-]*$/.test(words) && !words.startsWith('~')) return words
  return `'${words.replace(/'/g, `'\\''`)}'`
}

const named: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\x1b': '\\E',
  "'": "\\'",
  '\\': '\\\\',
}

const ansi = (char: string): string =>
  named[char] ?? (char < ' ' || char === '\x7f' ? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}` : char)

/** `declare -p`'s form: double quotes. */
export const doubleQuote = (words: string): string =>
  /[\x00-\x1f\x7f]/.test(words) ? `$'${[...words].map(ansi).join('')}'` : `"${words.replace(/["\\$`]/g, '\\$&')}"`
