import type { Expr, Stmt } from '../tree'

/** Which names belong to a function. */

/** Names that a body gives values to, not looking into inner functions. */
export function assigned(body: readonly Stmt[]): readonly string[] {
  const excluded = body.flatMap(declared)
  return [...new Set(body.flatMap(given))].filter((name) => !excluded.includes(name))
}

/** The statements that stand inside of one. */
function inner(s: Stmt): readonly Stmt[] {
  if (s.kind === 'if' || s.kind === 'while' || s.kind === 'for') return [...s.body, ...s.other]
  if (s.kind === 'with') return s.body
  if (s.kind !== 'try') return []
  return [...s.body, ...s.other, ...s.last, ...s.handlers.flatMap((handler) => handler.body)]
}

const declared = (s: Stmt): readonly string[] => (s.kind === 'scope' ? s.names : inner(s).flatMap(declared))

const given = (s: Stmt): readonly string[] => [...givenHere(s), ...inner(s).flatMap(given)]

function givenHere(s: Stmt): readonly string[] {
  switch (s.kind) {
    case 'assign':
      return s.targets.flatMap(targetNames)
    case 'annotated':
      return s.value ? [s.name] : []
    case 'augment':
    case 'for':
      return targetNames(s.target)
    case 'with':
      return s.target ? targetNames(s.target) : []
    case 'def':
    case 'class':
      return [s.name]
    case 'import':
      return s.modules.map(([name, as]) => as ?? name.split('.')[0]!)
    case 'from':
      return s.names.map(([, as]) => as)
    case 'try':
      return s.handlers.flatMap((handler) => handler.name ?? [])
    default:
      return []
  }
}

export function targetNames(e: Expr): readonly string[] {
  if (e.kind === 'name') return [e.name]
  if (e.kind === 'tuple' || e.kind === 'list') return e.items.flatMap(targetNames)
  return e.kind === 'star' ? targetNames(e.of) : []
}
