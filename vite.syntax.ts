import { parseAst } from 'vite'

/** The text of a module as its syntax tree (ESTree): who is declared, who is named, what is put in another's place. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

export type Replacement = readonly [start: number, end: number, text: string]

export const parsed = (code: string): Node => parseAst(code) as unknown as Node

export function replaced(code: string, edits: readonly Replacement[]): string {
  return edits
    .toSorted((a, b) => b[0] - a[0])
    .reduce((text, [start, end, put]) => text.slice(0, start) + put + text.slice(end), code)
}

/** Visits a node and what is in it, as long as the visitor wants to see what is inside. */
export function each(node: unknown, visit: (node: Node, parent?: Node) => boolean, parent?: Node): void {
  if (Array.isArray(node)) return node.forEach((one) => each(one, visit, parent))
  if (node === null || typeof node !== 'object') return undefined
  const isNode = typeof (node as Node).type === 'string'
  if (isNode && !visit(node as Node, parent)) return undefined
  return Object.values(node).forEach((inner) => each(inner, visit, isNode ? (node as Node) : parent))
}

/** The names that a statement declares for the whole module. */
export function declared(statement: Node): ReadonlySet<string> {
  const { type } = statement
  if (type === 'ExportNamedDeclaration')
    return statement['declaration'] ? declared(statement['declaration'] as Node) : new Set()
  if (type === 'FunctionDeclaration' || type === 'ClassDeclaration') return namesIn(statement['id'])
  if (type !== 'VariableDeclaration') return new Set()
  return new Set((statement['declarations'] as readonly Node[]).flatMap(({ id }) => [...namesIn(id)]))
}

/** All names in it but those of properties. */
export function namesIn(root: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  each(root, (node, parent) => {
    if (node.type !== 'Identifier') return true
    const isProperty =
      (parent?.type === 'MemberExpression' && parent['property'] === node && parent['computed'] !== true) ||
      (/^(?:Property|MethodDefinition|PropertyDefinition)$/.test(parent?.type ?? '') &&
        parent!['key'] === node &&
        parent!['computed'] !== true &&
        parent!['shorthand'] !== true)
    if (!isProperty) names.add(String(node['name']))
    return true
  })
  return names
}
