import { patternSource, trimPrefix, trimSuffix } from './pattern'

/**
 * Words with quotes, escapes and variables, nearly as a shell reads them.
 * @models buildkit frontend/dockerfile/shell/lex.go
 * @fidelity full
 */
export type Env = Readonly<Record<string, string>>

export interface LexOptions {
  readonly escape?: string
  /** Quotes stay in the result. */
  readonly rawQuotes?: boolean
  readonly rawEscapes?: boolean
  /** Quotes mean nothing (heredoc bodies). */
  readonly skipQuotes?: boolean
  /** A variable that is not set stays as written. */
  readonly skipUnset?: boolean
}

export interface Lexed {
  readonly result: string
  readonly words: readonly string[]
  readonly matched: readonly string[]
  readonly unmatched: readonly string[]
}

/** Throws BuildKit's words, such as `failed to process "${x": syntax error: missing '}'`. */
export function lex(source: string, env: Env, options: LexOptions = {}): Lexed {
  const lexer = newLexer(source, env, options)
  try {
    const { result, words } = lexer.until(undefined, options.rawEscapes ?? false)
    return { result, words, matched: lexer.matched, unmatched: lexer.unmatched }
  } catch (error) {
    throw new Error(`failed to process ${JSON.stringify(source)}: ${(error as Error).message}`, { cause: error })
  }
}

export const processWord = (word: string, env: Env, options: LexOptions = {}): string => lex(word, env, options).result

export const processWords = (word: string, env: Env, options: LexOptions = {}): readonly string[] =>
  lex(word, env, options).words

interface Lexer {
  readonly until: (
    stop: string | undefined,
    rawEscapes: boolean,
  ) => { readonly result: string; readonly words: readonly string[] }
  readonly matched: string[]
  readonly unmatched: string[]
}

const isSpace = (char: string): boolean => /\s/.test(char)

/** A cursor over the code points of one text; it lives for one call of {@link lex}. */
function newLexer(source: string, env: Env, options: LexOptions): Lexer {
  const chars = [...source]
  const escape = options.escape ?? '\\'
  const matched: string[] = []
  const unmatched: string[] = []
  let at = 0
  let raw = options.rawEscapes ?? false

  function lookup(name: string): string | undefined {
    const value = Object.hasOwn(env, name) ? env[name] : undefined
    ;(value === undefined ? unmatched : matched).push(name)
    return value
  }

  function until(stop: string | undefined, rawEscapes: boolean) {
    const before = raw
    raw = rawEscapes
    try {
      return collect(stop)
    } finally {
      raw = before
    }
  }

  function collect(stop: string | undefined) {
    let result = ''
    const words = wordList()
    while (at < chars.length) {
      const char = chars[at]!
      if (char === stop) {
        at++
        return { result, words: words.done() }
      }
      if (char === '$') {
        const value = dollar()
        result += value
        words.addSplit(value)
      } else if (char === '<' || (!options.skipQuotes && (char === "'" || char === '"'))) {
        const value = char === '<' ? possibleHeredoc() : char === "'" ? singleQuoted() : doubleQuoted()
        result += value
        words.add(value)
      } else if (char === escape) {
        at++
        if (raw) {
          result += char
          words.add(char)
        }
        const next = chars[at++]
        if (next === undefined) break
        result += next
        words.add(next)
      } else {
        at++
        result += char
        words.addSplit(char)
      }
    }
    if (stop !== undefined) throw new Error(`unexpected end of statement while looking for matching ${stop}`)
    return { result, words: words.done() }
  }

  function singleQuoted(): string {
    const close = chars.indexOf("'", at + 1)
    if (close < 0) throw new Error('unexpected end of statement while looking for matching single-quote')
    const inner = chars.slice(at + 1, close).join('')
    at = close + 1
    return options.rawQuotes ? `'${inner}'` : inner
  }

  function doubleQuoted(): string {
    at++
    let out = ''
    while (at < chars.length) {
      const char = chars[at]!
      if (char === '"') {
        at++
        return options.rawQuotes ? `"${out}"` : out
      }
      if (char === '$') {
        out += dollar()
        continue
      }
      at++
      if (char !== escape) {
        out += char
        continue
      }
      if (raw) out += char
      const next = chars[at]
      if (next === undefined) break
      if (next === '"' || next === '$' || next === escape) {
        out += next
        at++
      } else out += char
    }
    throw new Error('unexpected end of statement while looking for matching double-quote')
  }

  function possibleHeredoc(): string {
    at++
    if (chars[at] !== '<') return '<'
    at++
    let space = ''
    while (at < chars.length && /[\t\r ]/.test(chars[at]!)) space += chars[at++]!
    return `<<${space}`
  }

  function name(): string {
    let out = ''
    const first = chars[at]
    if (first === undefined) return ''
    if (/\p{Nd}/u.test(first)) {
      while (at < chars.length && /\p{Nd}/u.test(chars[at]!)) out += chars[at++]!
      return out
    }
    if ('@*#?-$!'.includes(first)) {
      at++
      return first
    }
    while (at < chars.length && /[\p{L}\p{Nd}_]/u.test(chars[at]!)) out += chars[at++]!
    return out
  }

  function dollar(): string {
    at++
    if (chars[at] === '{') return braced()
    const key = name()
    if (key === '') return '$'
    return lookup(key) ?? (options.skipUnset ? `$${key}` : '')
  }

  function braced(): string {
    at++
    const first = chars[at]
    if (first === undefined) throw new Error("syntax error: missing '}'")
    if (first === '{' || first === '}' || first === ':') throw new Error('syntax error: bad substitution')
    const key = name()
    const operator = chars[at++]
    if (operator === '}') return lookup(key) ?? (options.skipUnset ? `\${${key}}` : '')
    if (operator === '/') return replaced(key)
    const colon = operator === ':'
    const mark = (colon ? chars[at++] : operator) ?? '\ufffd'
    const written = (colon ? ':' : '') + mark
    const trims = mark === '#' || mark === '%'
    if ((!colon && !'+-?#%'.includes(mark)) || (colon && trims))
      throw new Error(`unsupported modifier (${written}) in substitution`)
    const word = inside('}', trims, '}')
    return modified(key, mark, written, word, colon)
  }

  /** The text up to a mark inside ${…}; an end of text is told as the missing character. */
  function inside(stop: string, rawEscapes: boolean, missing: string): string {
    try {
      return until(stop, rawEscapes).result
    } catch (error) {
      if (at < chars.length) throw error
      const told = `syntax error: missing '${missing}'${missing === '/' ? ' in ${}' : ''}`
      throw new Error(told, { cause: error })
    }
  }

  function modified(key: string, mark: string, written: string, word: string, nullIsUnset: boolean): string {
    const value = lookup(key)
    if (options.skipUnset && value === undefined) return `\${${key}${written}${word}}`
    const missing = value === undefined || (nullIsUnset && value === '')
    switch (mark) {
      case '-':
        return missing ? word : value
      case '+':
        return missing ? '' : word
      case '?':
        if (!missing) return value
        throw new Error(`${key}: ${word || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`)
      case '%':
      case '#': {
        const greedy = word.startsWith(mark)
        const pattern = greedy ? word.slice(1) : word
        return (mark === '%' ? trimSuffix : trimPrefix)(pattern, value ?? '', greedy)
      }
      default:
        throw new Error(`unsupported modifier (${written}) in substitution`)
    }
  }

  function replaced(key: string): string {
    const all = chars[at] === '/'
    if (all) at++
    const pattern = inside('/', true, '/')
    const replacement = inside('}', true, '}')
    const value = lookup(key)
    if (options.skipUnset && value === undefined) return `\${${key}/${pattern}/${replacement}}`
    const regex = new RegExp(patternSource(pattern, true), all ? 'gsu' : 'su')
    return all ? (value ?? '').replace(regex, replacement) : (value ?? '').replace(regex, () => replacement)
  }

  return { until, matched, unmatched }
}

/** The words of a text: spaces that came from outside quotes divide them. */
function wordList() {
  const words: string[] = []
  let word = ''
  return {
    add: (text: string) => {
      word += text
    },
    addSplit: (text: string) => {
      for (const char of text) {
        if (!isSpace(char)) word += char
        else if (word !== '') {
          words.push(word)
          word = ''
        }
      }
    },
    done: (): readonly string[] => (word === '' ? words : [...words, word]),
  }
}
