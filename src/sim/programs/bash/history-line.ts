/**
 * A command of several lines as one line of the history (cmdhist): its lines are joined as the grammar allows, newlines stay only where
 * they are part of the text.
 *
 * @models bash parse.y history_delimiting_chars, bashhist.c bash_add_history
 */
export function historyLine(source: string): string {
  const [first = '', ...rest] = source.replace(/\n+$/, '').split('\n')
  let joined = first
  let document = hereDocument(first)
  for (const line of rest) {
    const open = quoteIn(joined)
    if (document || open !== '') joined += `\n${line}`
    else if (/(^|[^\\])(\\\\)*\\$/.test(joined)) joined = joined.slice(0, -1) + line
    else joined += separator(joined, line) + line
    document ||= open === '' && hereDocument(line)
  }
  return document ? `${joined}\n` : joined
}

/** Where the grammar wants more a semicolon would be wrong. */
const separator = (before: string, line: string): string =>
  /(^|[\s;&|(){}])(do|then|else|elif|if|while|until|in|case|\{|!|time)\s*$|(;|&|\||\(|\))\s*$/.test(before) ||
  (/(^|[\s;])(for|case|select)\s+\S+\s*$/.test(before) && /^\s*in\b/.test(line))
    ? ' '
    : '; '

const hereDocument = (line: string): boolean => /(^|[^<])<<-?\s*["'\\]?\w/.test(line)

/** The quote that is open at the end. */
function quoteIn(text: string): string {
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\\' && quote !== "'") i++
    else if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '"' || char === "'") quote = char
  }
  return quote
}
