import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runnerImport, transformWithOxc, type Plugin } from 'vite'
import { declared, each, namesIn, parsed, replaced, type Node, type Replacement } from './vite.syntax.ts'

/**
 * Keeps what answering a first line does not run out of the files that it waits for. The build plays such a line with the model itself and
 * notes which functions run. Each of the others leaves its module for a twin (`…?rest`) and leaves behind a call of itself, which throws
 * `absent` until the twins are here, as any step does that lacks a part of the model (world/absent.ts); the step is then taken again.
 * So nothing but the number of bytes hangs on which functions ran. The sources know nothing of it: there the part is an empty one.
 */
export interface Divided {
  /** The module of the part that brings the rest; what it exports is its own affair. */
  readonly part: string
  /** Which modules are divided. */
  readonly of: RegExp
}

/** A function of a module that is in no other function. */
interface Unit {
  readonly node: Node
  readonly text: string
  /** The name under which the module knows it, if it has one. */
  readonly name?: string
  /** What follows a name in an object or a class: a function without its keyword. */
  readonly method?: 'method' | 'get' | 'set' | undefined
  /** No function at all, but a statement with constants. */
  readonly constant?: true
}

/** A module in two. */
interface Halves {
  readonly first: string
  readonly rest: string
  /** Names under which the rest exports what has left, in the order of the calls left behind. */
  readonly left: readonly string[]
}

/** A function shorter than this is not worth the call that it would leave behind. */
const least = 60

export function rest(divided: readonly Divided[], firstLine: string): Plugin {
  const root = import.meta.dirname
  let found: Promise<ReadonlyMap<string, Halves>> | undefined
  const groupOf = (id: string): number => divided.findIndex(({ of }) => of.test(id))
  return {
    name: 'glasswhale-rest',
    enforce: 'pre',
    apply: 'build',
    resolveId: (source) => (source.startsWith(virtual) ? source : undefined),
    async load(id) {
      const [path = '', query] = id.split('?')
      const part = divided.findIndex((one) => path.endsWith(one.part))
      if (!path.startsWith(virtual) && part < 0 && groupOf(path) < 0) return undefined
      found ??= ran(root, firstLine, (one) => groupOf(one) >= 0).then((ran) => halved(ran, groupOf))
      const halves = await found
      const js = (code: string) => ({ code, moduleType: 'js' as const, moduleSideEffects: part >= 0 })
      if (path.startsWith(virtual)) {
        const { part: name } = divided[Number(path.slice(virtual.length))]!
        return js(switchboard(join(root, 'src/sim/world/absent.ts'), name.split('/').at(-1)!.replace('.ts', '')))
      }
      if (part >= 0)
        return js(
          bringing(
            [...halves].filter(([one]) => groupOf(one) === part),
            part,
          ),
        )
      const module = halves.get(path)
      return module && js(query === 'rest' ? module.rest : module.first)
    },
  }
}

export const virtual = '\0glasswhale-rest:'

export const switchboard = (absent: string, part: string): string => `import { absent, isAbsent } from '${absent}'
let all
export const fill = (them) => { all = them }
export const go = (n) => { if (all === undefined) throw absent('${part}'); return all[n] }
export const pass = (error) => { if (isAbsent(error)) throw error }`

export function bringing(modules: readonly (readonly [string, Halves])[], part: number): string {
  const names = modules.flatMap(([path, { left }], i) => left.map((name, j) => [path, name, `f${i}_${j}`] as const))
  const imports = names.map(([path, name, local]) => `import { ${name} as ${local} } from '${path}?rest'`)
  const fill = `import { fill } from '${virtual}${part}'\nfill([${names.map(([, , local]) => local).join(', ')}])`
  return [...imports, fill, 'export const part = {}'].join('\n')
}

/** The text of each module that a first line could need, as it runs, and the numbers of its functions that did run. */
export type Ran = ReadonlyMap<string, { readonly code: string; readonly units: ReadonlySet<number> }>

async function ran(root: string, firstLine: string, wanted: (id: string) => boolean): Promise<Ran> {
  const codes = new Map<string, string>()
  const noted = new Set<string>()
  const note = '__glasswhale_ran'
  const here = globalThis as unknown as Record<string, ((id: string) => void) | undefined>
  here[note] = (id) => void noted.add(id)
  const noting: Plugin = {
    name: 'glasswhale-noting',
    enforce: 'pre',
    // By their own names they would be loaded as the packages that they are, which nothing can be noted in.
    transform: (code) =>
      Object.keys(packages).reduce(
        (text, name) =>
          text
            .replaceAll(` from "${name}"`, ` from "${fileOfPackage(name)}"`)
            .replaceAll(` from '${name}'`, ` from '${fileOfPackage(name)}'`),
        code,
      ),
    async load(id) {
      if (!wanted(id)) return undefined
      const code = passing((await transformWithOxc(readFileSync(id, 'utf8'), id, { sourcemap: false })).code)
      codes.set(id, code)
      const calls = unitsOf(code).map(({ node }, n) => begin(code, node, `${note}(${JSON.stringify(`${id}#${n}`)})`))
      return replaced(
        `const $pass = () => undefined\n${code}`,
        calls.flat().map(([a, b, t]) => [a + shift, b + shift, t]),
      )
    },
  }
  const shift = 'const $pass = () => undefined\n'.length
  const { module } = await runnerImport<{ readonly firstLine: () => () => void }>(firstLine, {
    root,
    logLevel: 'error',
    plugins: [noting],
  })
  // What runs while the modules are loaded has run; what prepares the world does not count.
  const loaded = [...noted]
  const play = module.firstLine()
  noted.clear()
  for (const one of loaded) noted.add(one)
  play()
  delete here[note]
  const units = (id: string): readonly number[] =>
    [...noted].filter((one) => one.startsWith(`${id}#`)).map((one) => Number(one.slice(id.length + 1)))
  return new Map([...codes].map(([id, code]) => [id, { code, units: new Set(units(id)) }]))
}

/** Packages that are divided, too: the files that a browser gets. */
const packages: Readonly<Record<string, string>> = {
  unbash: 'node_modules/unbash/dist/parser.js',
  xstate: 'node_modules/xstate/dist/xstate.esm.js',
}

const fileOfPackage = (name: string): string | undefined =>
  packages[name] && realpathSync(join(import.meta.dirname, packages[name]))

/** A call at the beginning of a function. */
function begin(code: string, { body, ...node }: Node, call: string): readonly Replacement[] {
  const { start, end, type } = body as Node
  if (type === 'BlockStatement') return [[start + 1, start + 1, `${call};`]]
  const params = node['params'] as readonly Node[]
  const arrow = code.indexOf('=>', params.at(-1)?.end ?? node.start) + 2
  return arrow > start ? [] : [[arrow, node.end, ` (${call}, (${code.slice(arrow, Math.max(end, node.end))}))`]]
}

/** The module in which nothing that is caught is taken for an answer when it says that a part is not here. */
export function passing(code: string): string {
  const edits: Replacement[] = []
  each(parsed(code), (node) => {
    if (node.type !== 'CatchClause') return true
    const { param, body } = node as unknown as { readonly param: Node | null; readonly body: Node }
    const name = param?.type === 'Identifier' ? String(param['name']) : '$error'
    if (param === null) edits.push([node.start, body.start, `catch (${name}) `])
    if (param === null || param.type === 'Identifier') edits.push([body.start, body.start + 1, `{ $pass(${name});`])
    return true
  })
  return replaced(code, edits)
}

export function halved(ran: Ran, groupOf: (id: string) => number): ReadonlyMap<string, Halves> {
  const leaving = new Map([...ran].map(([id, { code, units }]) => [id, leavers(code, units)] as const))
  const counts = new Map<number, number>()
  return new Map(
    [...ran].map(([id, { code }]) => {
      const group = groupOf(id)
      const from = counts.get(group) ?? 0
      const halves = inHalves(id, code, leaving, `${virtual}${group}`, from)
      counts.set(group, from + halves.left.length)
      return [id, halves]
    }),
  )
}

/** What can leave: the functions that did not run, and then the constants that only they need. In the order of the source. */
function leavers(code: string, units: ReadonlySet<number>): readonly Unit[] {
  const statements = parsed(code)['body'] as readonly Node[]
  const changing = new Set(
    statements
      .map((one) => (one['declaration'] as Node | null | undefined) ?? one)
      .filter((one) => one.type === 'VariableDeclaration' && one['kind'] !== 'const')
      .flatMap((one) => [...declared(one)]),
  )
  const functions = unitsOf(code).filter(
    (unit, n) => !units.has(n) && unit.text.length >= least && canLeave(unit, changing),
  )
  return withConstants(code, statements, functions)
}

function withConstants(code: string, statements: readonly Node[], leaving: readonly Unit[]): readonly Unit[] {
  const within = (one: Node, { node }: Unit): boolean => one.start <= node.start && node.end <= one.end
  const needs = statements.map((one) => {
    const gone = leaving.filter((unit) => within(one, unit))
    const edits = gone.map((unit): Replacement => [
      unit.node.start - one.start,
      unit.node.end - one.start,
      callOf(unit, 0),
    ])
    return [one, namesIn(parsed(replaced(code.slice(one.start, one.end), edits)))] as const
  })
  const needed = needs.flatMap(([one, names]) => (isConstant(one) ? [] : [...names]))
  for (const name of needed) {
    const constant = needs.find(([one]) => isConstant(one) && declared(one).has(name))
    for (const other of constant?.[1] ?? []) if (!needed.includes(other)) needed.push(other)
  }
  const constants = statements.filter(
    (one) => isConstant(one) && ![...declared(one)].some((name) => needed.includes(name)),
  )
  return [
    ...leaving.filter((unit) => !constants.some((one) => within(one, unit))),
    ...constants.map((node): Unit => ({ node, text: code.slice(node.start, node.end), constant: true })),
  ].toSorted((a, b) => a.node.start - b.node.start)
}

/** Constants that a module keeps to itself, other than functions. */
const isConstant = (statement: Node): boolean =>
  statement.type === 'VariableDeclaration' &&
  statement['kind'] === 'const' &&
  (statement['declarations'] as readonly Node[]).every(({ init }) => !/Function/.test((init as Node).type))

function canLeave({ node, method, text }: Unit, changing: ReadonlySet<string>): boolean {
  if (node['async'] === true || node['generator'] === true || /#[a-z_]/i.test(text) || /\bsuper\b/.test(text))
    return false
  if (node.type === 'FunctionDeclaration' && node['id'] === null) return false
  let can = true
  each(node, (inner) => {
    if (inner.type === 'ThisExpression' && method === undefined) can = false
    const target = (inner['left'] ?? inner['argument']) as Node | null | undefined
    if (!/^(?:Assignment|Update)Expression$/.test(inner.type)) return true
    if (target?.type === 'Identifier' && changing.has(String(target['name']))) can = false
    return true
  })
  return can
}

function inHalves(
  id: string,
  code: string,
  leaving: ReadonlyMap<string, readonly Unit[]>,
  switchboard: string,
  from: number,
): Halves {
  const units = leaving.get(id) ?? []
  const statements = parsed(code)['body'] as readonly Node[]
  const imports = statements.filter(({ type }) => type === 'ImportDeclaration')
  const own = statements.filter(({ type }) => type !== 'ImportDeclaration')
  const functions = units.filter(({ constant }) => !constant)
  const names = functions.map(({ name }, n) => name ?? `$${n}`)
  const head = `import { go as $go, pass as $pass } from '${switchboard}'`
  const text = imports.reduceRight(
    (all, { start, end }) => all.slice(0, start) + ' '.repeat(end - start) + all.slice(end),
    code,
  )
  const calls = new Map(functions.map((unit, n) => [unit, callOf(unit, from + n)] as const))
  const kept = replaced(
    text,
    units.map((unit) => [unit.node.start, unit.node.end, calls.get(unit) ?? '']),
  )
  const gone = units.map((unit) => (unit.constant ? unit.text : placed(unit, names[functions.indexOf(unit)]!)))
  const used = namesIn(parsed(gone.join('\n')))
  const away = new Set([...names, ...units.flatMap(({ node, constant }) => (constant ? [...declared(node)] : []))])
  const mine = [...new Set(own.flatMap((one) => [...declared(one)]))].filter(
    (name) => used.has(name) && !away.has(name),
  )
  const shown = new Set(own.flatMap(exported))
  const lent = mine.filter((name) => !shown.has(name))
  const first = [
    head,
    ...importing(id, imports, namesIn(parsed(kept)), new Map()),
    kept,
    `export { ${lent.join(', ')} }`,
  ]
  const second = [
    head,
    ...importing(id, imports, used, leaving),
    ...(mine.length > 0 ? [`import { ${mine.join(', ')} } from '${id}'`] : []),
    ...gone,
  ]
  return { first: first.join('\n'), rest: second.join('\n'), left: names }
}

/** What a function leaves behind. */
function callOf({ node, method }: Unit, n: number): string {
  if (method === 'get') return `() { return $go(${n}).call(this) }`
  if (method !== undefined) return `(...all) { return $go(${n}).apply(this, all) }`
  if (node.type === 'FunctionDeclaration')
    return `function ${String((node['id'] as Node)['name'])}(...all) { return $go(${n})(...all) }`
  return `(...all) => $go(${n})(...all)`
}

const placed = ({ node, method, text }: Unit, name: string): string =>
  node.type === 'FunctionDeclaration' ? `export ${text}` : `export const ${name} = ${method ? 'function ' : ''}${text}`

/** The imports that are used: of what has left its module, from where it went. */
function importing(
  id: string,
  imports: readonly Node[],
  used: ReadonlySet<string>,
  leaving: ReadonlyMap<string, readonly Unit[]>,
): readonly string[] {
  return imports.flatMap((one) => {
    const source = String((one['source'] as Node)['value'])
    const specifiers = one['specifiers'] as readonly Node[]
    if (specifiers.length === 0) return [`import '${source}'`]
    const path = fileOfPackage(source) ?? fileOf(id, source, leaving)
    const gone = new Set((path === undefined ? [] : (leaving.get(path) ?? [])).flatMap(({ name }) => name ?? []))
    return specifiers.flatMap(({ type, local, imported }) => {
      const mine = String((local as Node)['name'])
      if (!used.has(mine)) return []
      if (type !== 'ImportSpecifier')
        return [`import ${type === 'ImportDefaultSpecifier' ? '' : '* as '}${mine} from '${source}'`]
      const theirs = String((imported as Node)['name'])
      return [`import { ${theirs} as ${mine} } from '${gone.has(theirs) ? `${path}?rest` : source}'`]
    })
  })
}

const fileOf = (id: string, source: string, known: ReadonlyMap<string, unknown>): string | undefined =>
  ['', '.ts'].map((end) => join(dirname(id), source) + end).find((path) => source.startsWith('.') && known.has(path))

function unitsOf(code: string): readonly Unit[] {
  const units: Unit[] = []
  each(parsed(code), (node, parent) => {
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
      // What stands in a block may use names of that block.
      return node.type !== 'BlockStatement' && node.type !== 'ClassExpression' && node.type !== 'StaticBlock'
    }
    const kind = parent?.['kind']
    const isMember =
      parent?.type === 'MethodDefinition' ||
      (parent?.type === 'Property' && (parent['method'] === true || kind !== 'init'))
    if (isMember && kind === 'constructor') return false
    const method = isMember ? (kind === 'get' || kind === 'set' ? kind : 'method') : undefined
    const name = nameOf(node, parent)
    units.push({ node, text: code.slice(node.start, node.end), method, ...(name !== undefined && { name }) })
    return false
  })
  return units
}

function nameOf(node: Node, parent: Node | undefined): string | undefined {
  const named = node.type === 'FunctionDeclaration' ? node : parent?.type === 'VariableDeclarator' ? parent : undefined
  const id = named?.['id'] as Node | null | undefined
  return id?.type === 'Identifier' ? String(id['name']) : undefined
}

/** The names under which a statement shows what is the module's own, as long as they are its own names, too. */
function exported(statement: Node): readonly string[] {
  if (statement.type !== 'ExportNamedDeclaration') return []
  const specifiers = statement['specifiers'] as readonly Node[]
  const same = specifiers.flatMap(({ local, exported }) =>
    (local as Node)['name'] === (exported as Node)['name'] ? [String((local as Node)['name'])] : [],
  )
  return [...declared(statement), ...same]
}
