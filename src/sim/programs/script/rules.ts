interface Kinded {
  readonly kind: string
}

/**
 * How each kind of part of a program is compiled, with a context of the compiler's own. They come with the context, so that no file has to
 * import all the others.
 */
export interface Rules<C, S extends Kinded, E extends Kinded> {
  readonly statements: { readonly [K in S['kind']]: (c: C, s: S & { kind: K }) => void }
  readonly expressions: { readonly [K in E['kind']]: (c: C, e: E & { kind: K }) => void }
}
