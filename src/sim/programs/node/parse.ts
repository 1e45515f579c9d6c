import { anyAssignment } from './parse/expressions'
import { anyPostfix } from './parse/postfix'
import { anyPrimary } from './parse/primary'
import { statement } from './parse/reader'
import { anyStatement } from './parse/statements'
import { advance, type Reader, type Rules } from './parse/words'
import type { Stmt } from './tree'

const rules: Rules = {
  statement: anyStatement,
  assignment: anyAssignment,
  postfix: anyPostfix,
  primary: anyPrimary,
}

export function parseScript(source: string): readonly Stmt[] {
  const r: Reader = {
    rules,
    source: source.replace(/^#!.*/, ''),
    at: 0,
    line: 1,
    word: { kind: 'end', text: '', line: 1, from: 0 },
    fresh: true,
    behind: 0,
  }
  advance(r, true)
  const body: Stmt[] = []
  while (r.word.kind !== 'end') body.push(statement(r))
  return body
}
