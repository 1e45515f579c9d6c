/**
 * How the arguments of each instruction are divided, before their meaning is looked at.
 * @models buildkit frontend/dockerfile/parser/line_parsers.go, split_command.go
 * @fidelity full
 */
export interface Args {
  readonly args: readonly string[]
  /** The arguments were a JSON array. */
  readonly json: boolean
}

const plain = (args: readonly string[]): Args => ({ args, json: false })

/** `RUN --mount=x echo` → name, flags and the rest. */
export function splitCommand(line: string, escape: string): { name: string; flags: readonly string[]; rest: string } {
  const match = /^([^\t\v\f\r ]*)[\t\v\f\r ]+([^]*)$/.exec(line.trim())
  if (match === null) return { name: line.trim(), flags: [], rest: '' }
  const { flags, rest } = leadingFlags(match[2]!, escape)
  return { name: match[1]!, flags, rest: rest.trim() }
}

/** The words that start with `--`, up to the first that does not, or a bare `--`. Quotes and escapes are taken away. */
function leadingFlags(line: string, escape: string): { flags: readonly string[]; rest: string } {
  const flags: string[] = []
  let at = 0
  for (;;) {
    while (at < line.length && /\s/.test(line[at]!)) at++
    if (at >= line.length) return { flags, rest: '' }
    if (!line.startsWith('--', at)) return { flags, rest: line.slice(at) }
    const [word, end] = flagWord(line, at, escape)
    at = end
    if (word === '--') return { flags, rest: line.slice(at) }
    flags.push(word)
  }
}

function flagWord(line: string, from: number, escape: string): readonly [word: string, end: number] {
  let word = ''
  let quote = ''
  let at = from
  for (; at < line.length; at++) {
    const char = line[at]!
    if (quote === '' && /\s/.test(char)) break
    if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : ''
    else if (char === escape) word += line[++at] ?? ''
    else word += char
  }
  return [word, at]
}

/** Words divided by spaces outside quotes; quotes and escapes stay. */
export function quotedWords(rest: string, escape: string): readonly string[] {
  const words: string[] = []
  let word = ''
  let quote = ''
  let blank = false
  const flush = () => {
    if (blank || word !== '') words.push(word)
    word = ''
    blank = false
  }
  const chars = [...rest]
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    if (quote === '' && /\s/.test(char)) {
      flush()
      continue
    }
    if (quote === '' && (char === '"' || char === "'")) {
      quote = char
      blank = true
    } else if (char === quote) quote = ''
    else if (char === escape && quote !== "'") {
      const next = chars[++i]
      if (next !== undefined) word += char + next
      continue
    }
    word += char
  }
  flush()
  return words
}

/** ENV and LABEL: triples of name, value and `=` (or '' in the old form `ENV name value`). */
export function nameValues(rest: string, escape: string, instruction: string): Args {
  const words = quotedWords(rest, escape)
  if (words.length === 0) return plain([])
  if (!words[0]!.includes('=')) {
    const match = /^([^\t\v\f\r ]*)[\t\v\f\r ]+([^]*)$/.exec(rest)
    if (match === null) throw new Error(`${instruction} must have two arguments`)
    return plain([match[1]!, match[2]!, ''])
  }
  return plain(
    words.flatMap((word) => {
      const equals = word.indexOf('=')
      if (equals < 0)
        throw new Error(`Syntax error - can't find = in ${JSON.stringify(word)}. Must be of the form: name=value`)
      return [word.slice(0, equals), word.slice(equals + 1), '=']
    }),
  )
}

export const spaced = (rest: string): Args => plain(rest === '' ? [] : rest.split(/[\t\v\f\r ]+/))

export const whole = (rest: string): Args => plain(rest === '' ? [] : [rest])

/** A JSON array of strings; undefined when it is no JSON array at all. Other arrays are an error. */
function jsonArray(rest: string): Args | undefined {
  const text = rest.trimStart()
  if (!text.startsWith('[')) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!Array.isArray(value)) return undefined
  if (!value.every((item) => typeof item === 'string'))
    throw new Error('when using JSON array syntax, arrays must be comprised of strings only')
  return { args: value as string[], json: true }
}

export const maybeJson = (rest: string): Args => jsonArray(rest) ?? whole(rest)

export const maybeJsonList = (rest: string): Args => jsonArray(rest) ?? spaced(rest)

/** `CMD …` or `NONE`: the type, then as RUN. */
export function healthArgs(rest: string): Args {
  const type = /^\S*/.exec(rest)![0]
  if (type === '') return plain([])
  const command = maybeJson(rest.slice(type.length).trimStart())
  return { args: [type, ...command.args], json: command.json }
}
