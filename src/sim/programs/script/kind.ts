/** Tells what was thrown apart by its `kind`: an exception of the program, a fault of syntax, an end. */
export const hasKind = <T extends { readonly kind: string }>(thrown: unknown, kind: T['kind']): thrown is T =>
  typeof thrown === 'object' && thrown !== null && 'kind' in thrown && thrown.kind === kind
