import { expectName, expectOp, invalid, isOp, isWord, next, takeOp, takeWord, whole, type Reader } from './reader'
import type { Place, Stmt } from '../tree'

/** import and from. */

const dotted = (r: Reader): string => {
  let name = ''
  while (isOp(r, '.', '...')) name += next(r).text
  if (!isWord(r, 'import')) name += expectName(r)
  while (takeOp(r, '.')) name += `.${expectName(r)}`
  return name
}

export function imported(r: Reader, at: Place): Stmt {
  const modules: [string, string | undefined][] = []
  do modules.push([dotted(r), takeWord(r, 'as') ? expectName(r) : undefined])
  while (takeOp(r, ','))
  return { kind: 'import', modules, at: whole(r, at) }
}

export function importedFrom(r: Reader, at: Place): Stmt {
  const module = dotted(r)
  if (!takeWord(r, 'import')) throw invalid(r)
  const bracket = takeOp(r, '(')
  const names = takeOp(r, '*') ? [['*', '*'] as const] : importedNames(r)
  if (bracket) expectOp(r, ')')
  return { kind: 'from', module, names, at: whole(r, at) }
}

function importedNames(r: Reader): readonly (readonly [string, string])[] {
  const names: [string, string][] = []
  do {
    if (isOp(r, ')')) break
    const name = expectName(r)
    names.push([name, takeWord(r, 'as') ? expectName(r) : name])
  } while (takeOp(r, ','))
  return names
}
