import {
  forEachChild,
  parse as parseBash,
  type HereDoc,
  type Statement as BashStatement,
  type SyntaxNode,
} from 'unbash'
import { listOf, statement } from './parse-commands'
import { breakOf } from './grammar'
import { failureOf, grammarFailure, lineAt, place, type ParseFailure, type Scope } from './parse-failure'
import type { Reading } from './parse-words'
import type { Flavour } from './state'
import type { List } from './tree'

/**
 * Shell text to the tree that runs. The grammar is the library's; quoting inside words, brace expansion and
 * line numbers are settled here, once, so that running never looks at text again.
 *
 * @models bash parse.y, subst.c (word parts)
 */
export interface Parsed {
  readonly list: List
  readonly error?: ParseFailure
}

export function parse(source: string, line = 1, flavour: Flavour = 'bash'): Parsed {
  const scope: Reading = {
    source,
    line,
    posix: flavour !== 'bash',
    dash: flavour === 'dash',
    list: listOf,
    failure: insideFailure,
  }
  const found = breakOf(source, flavour)
  if (found !== undefined)
    return { list: listOf(parseBash(source.slice(0, found.from)), scope), error: grammarFailure(found, scope) }
  const script = parseBash(source)
  const failure =
    (scope.posix || (script.errors ?? []).length === 0 ? failureOf(script.errors ?? [], scope) : undefined) ??
    openHereDoc(source, script.commands, scope) ??
    (scope.posix ? bashism(script.commands, scope) : undefined)
  if (failure === undefined) return { list: listOf(script, scope) }
  if (failure.open === 'EOF')
    return {
      list: listOf(scope.posix || source.endsWith('\n') ? script : parseBash(`${source}\n`), scope),
      error: failure,
    }
  const at = script.errors?.[0]?.pos ?? source.length
  const lineStart = source.lastIndexOf('\n', at - 1) + 1
  const before = script.commands.filter((c) => c.end <= lineStart)
  const whole = before.filter((c) => c.end > c.pos) // what recovery made up has no length
  return { list: { kind: 'list', items: whole.map((c) => statement(c, scope)) }, error: failure }
}

/** Backquotes hold a text of their own, whose lines count from 1. */
function insideFailure(source: string): ParseFailure | undefined {
  const found = breakOf(source)
  return found === undefined ? undefined : grammarFailure(found, { source, line: 1, posix: false, dash: false })
}

/** A here-document whose delimiter has not come yet leaves no error in the library's tree. */
function openHereDoc(source: string, commands: readonly BashStatement[], scope: Scope): ParseFailure | undefined {
  if (!source.includes('<<')) return undefined
  let open: HereDoc | undefined
  const look = (node: SyntaxNode): void => {
    if (node.type === 'HereDoc' && node.closing === undefined) open ??= node
    if (open === undefined) forEachChild(node, look)
  }
  commands.forEach(look)
  const found = open as HereDoc | undefined // assigned in a closure
  if (found === undefined) return undefined
  const delimiter = found.delimiter?.value ?? ''
  return { incomplete: true, open: 'EOF', delimiter, ...place(scope, source.length), line: lineAt(scope, found.pos) }
}

/** What bash's grammar has and sh's has not. */
function bashism(commands: readonly BashStatement[], scope: Scope): ParseFailure | undefined {
  if (!/[(<]/.test(scope.source)) return undefined
  let found: { readonly pos: number; readonly token: string } | undefined
  const look = (node: SyntaxNode): void => {
    const token = tokens[node.type]
    if (token !== undefined) found ??= { pos: node.pos, token }
    if (found === undefined) forEachChild(node, look)
  }
  commands.forEach(look)
  return found === undefined ? undefined : { incomplete: false, token: found.token, ...place(scope, found.pos) }
}

const tokens: Readonly<Record<string, string>> = {
  ArrayValue: '(',
  HereString: 'redirection',
  ArithmeticFor: 'bad for loop variable',
}
