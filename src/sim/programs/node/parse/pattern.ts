import type { Expr } from '../tree'

/** What was read as a value, taken as the target of an assignment. */
export function pattern(of: Expr): Expr {
  switch (of.kind) {
    case 'array':
      return { ...of, items: of.items.map(pattern) }
    case 'object':
      return { ...of, members: of.members.map((each) => ({ ...each, value: pattern(each.value) })) }
    case 'assign':
      return { kind: 'default', to: pattern(of.to), value: of.value, at: of.at }
    case 'spread':
      return { ...of, of: pattern(of.of) }
    default:
      return of
  }
}
