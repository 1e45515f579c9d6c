import { own } from '../../script/own'
import { assignment } from './assignment'
import { expressions } from './expressions'
import { imported, importedFrom } from './imports'
import { endsLine, expectName, expression, next, peek, place, takeOp, takeWord, whole, type Reader } from './reader'
import type { Place, Stmt } from '../tree'

/** Statements without blocks. */

export function simple(r: Reader): Stmt {
  const at = place(r)
  const play = peek(r).kind === 'name' ? own(simples, peek(r).text) : undefined
  if (!play) return assignment(r, at)
  const word = next(r).text
  return play(r, at, word)
}

const simples: Readonly<Record<string, (r: Reader, at: Place, word: string) => Stmt>> = {
  pass: (_r, at) => ({ kind: 'pass', at }),
  break: (_r, at) => ({ kind: 'break', at }),
  continue: (_r, at) => ({ kind: 'continue', at }),
  return: leaving,
  raise: leaving,
  global: scoped,
  nonlocal: scoped,
  del: (r, at) => {
    const what = expressions(r)
    return { kind: 'del', targets: what.kind === 'tuple' ? what.items : [what], at }
  },
  assert: (r, at) => {
    const test = expression(r)
    return { kind: 'assert', test, ...(takeOp(r, ',') && { message: expression(r) }), at }
  },
  import: imported,
  from: importedFrom,
}

function leaving(r: Reader, at: Place, word: string): Stmt {
  const value = endsLine(r) ? undefined : expressions(r)
  if (takeWord(r, 'from')) expression(r)
  return { kind: word as 'return' | 'raise', ...(value && { value }), at: whole(r, at) }
}

function scoped(r: Reader, at: Place, word: string): Stmt {
  const names = [expectName(r)]
  while (takeOp(r, ',')) names.push(expectName(r))
  return { kind: 'scope', which: word as 'global' | 'nonlocal', names, at }
}
