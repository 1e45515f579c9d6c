import {
  parse,
  type ArrayValue,
  type Command,
  type CommandNode,
  type CompoundList,
  type AndOr,
  type PipelineNode,
  type Redirection,
  type Statement,
  type TestExpression,
} from 'unbash'
import { isList, printTest, redirectionText, wordText } from './print-words'

/**
 * A function as bash shows it again (`type f`, `declare -f`): its commands laid out anew, its words as they were typed.
 *
 * @models bash print_cmd.c
 * @fidelity part: the commands inside `$( )` stay as they were typed
 */
interface Page {
  readonly source: string
  out: string
  indent: number
  /** Here-documents whose bodies come at the end of the line. */
  docs: string
}

/** The text of `name () { … }` from the source that defined it. */
export function functionText(source: string, name: string): string {
  const found = parse(source).commands[0]?.command
  if (found?.type !== 'Function') return `${name} () \n${source}\n`
  const page: Page = { source, out: `${name} () \n`, indent: 0, docs: '' }
  functionBody(page, found.body)
  return `${page.out}\n`
}

function functionBody(p: Page, body: CommandNode | CompoundList): void {
  const [inner, redirects] = body.type === 'Redirected' ? [body.command, body.redirects] : [body, []]
  p.out += `${' '.repeat(p.indent)}{ `
  p.indent += 4
  newline(p)
  if (inner.type === 'BraceGroup') list(p, inner.body)
  else command(p, inner)
  p.indent -= 4
  flush(p)
  newline(p)
  p.out += '}'
  for (const r of redirects) redirection(p, r)
}

function newline(p: Page): void {
  p.out += `\n${' '.repeat(p.indent)}`
}

/** After a here-document's last line, or an `&`, no semicolon. */
function semicolon(p: Page): void {
  flush(p)
  if (!/[&\n]$/.test(p.out)) p.out += ';'
}

function flush(p: Page): void {
  p.out += p.docs
  p.docs = ''
}

function list(p: Page, body: CompoundList): void {
  statements(p, body.commands)
}

function statements(p: Page, all: readonly Statement[]): void {
  all.forEach((one, i) => {
    command(p, one.command)
    const last = i === all.length - 1
    if (one.background === true) p.out += last ? ' &' : ' & '
    else if (!last) {
      semicolon(p)
      newline(p)
    }
  })
}

/** A body in the middle of a construct: indented, closed with a semicolon. */
function inner(p: Page, body: CompoundList, opening: string): void {
  p.out += opening
  p.indent += 4
  newline(p)
  list(p, body)
  semicolon(p)
  p.indent -= 4
  newline(p)
}

function command(p: Page, node: CommandNode | PipelineNode | AndOr | CompoundList): void {
  switch (node.type) {
    case 'Command':
      return simple(p, node)
    case 'CompoundList':
      return list(p, node)
    case 'Pipeline':
      return pipeline(p, node)
    case 'AndOr':
      return node.commands.forEach((c, i) => {
        if (i > 0) connect(p, ` ${node.operators[i - 1]!} `, ' ')
        command(p, c)
      })
    case 'Redirected':
      command(p, node.command)
      return node.redirects.forEach((r) => redirection(p, r))
    case 'Function':
      p.out += `function ${node.name.text} () `
      p.out += '\n'
      return functionBody(p, node.body)
    case 'Coproc':
      p.out += `coproc ${node.name?.text ?? 'COPROC'} `
      return command(p, node.body)
    case 'TestCommand':
      p.out += `[[ ${printTest(node.expression as TestExpression)} ]]`
      return
    case 'ArithmeticCommand':
      p.out += `((${node.body}))`
      return
    default:
      return construct(p, node)
  }
}

type Construct = Exclude<
  CommandNode,
  { type: 'Command' | 'Redirected' | 'Function' | 'Coproc' | 'TestCommand' | 'ArithmeticCommand' }
>

function construct(p: Page, node: Construct): void {
  switch (node.type) {
    case 'BraceGroup':
      p.out += '{ '
      p.indent += 4
      newline(p)
      list(p, node.body)
      p.indent -= 4
      flush(p)
      newline(p)
      p.out += '}'
      return
    case 'Subshell':
      p.out += '( '
      list(p, node.body)
      flush(p)
      p.out += ' )'
      return
    case 'If':
      return conditional(p, [{ clause: node.clause, then: node.then }, ...node.elif], node.else)
    case 'While':
      p.out += `${node.kind} `
      list(p, node.clause)
      semicolon(p)
      inner(p, node.body, ' do')
      p.out += 'done'
      return
    case 'For':
    case 'Select': {
      const words = node.wordlist === undefined ? ' "$@"' : node.wordlist.map((w) => ` ${wordText(w)}`).join('')
      p.out += `${node.type === 'For' ? 'for' : 'select'} ${node.name.text} in${words};`
      return loop(p, node.body)
    }
    case 'ArithmeticFor': {
      const parts = [node.initialize, node.test, node.update].map((e) => sumText(p, e))
      p.out += `for ((${parts.join('; ')}))`
      return loop(p, node.body)
    }
    case 'Case':
      return cases(p, node)
  }
}

/** An empty part of `for (( ; ; ))` counts as 1. */
const sumText = (p: Page, e: { readonly pos: number; readonly end: number } | undefined): string =>
  (e === undefined ? '' : p.source.slice(e.pos, e.end).trim()) || '1'

function loop(p: Page, body: CompoundList): void {
  newline(p)
  inner(p, body, 'do')
  p.out += 'done'
}

interface Branch {
  readonly clause: CompoundList
  readonly then: CompoundList
}

/** An `elif` is an `if` inside the `else`. */
function conditional(p: Page, branches: readonly Branch[], otherwise: CompoundList | undefined): void {
  const [first, ...rest] = branches
  p.out += 'if '
  list(p, first!.clause)
  semicolon(p)
  inner(p, first!.then, ' then')
  if (rest.length > 0) {
    p.out += 'else'
    p.indent += 4
    newline(p)
    conditional(p, rest, otherwise)
    semicolon(p)
    p.indent -= 4
    newline(p)
  } else if (otherwise !== undefined) inner(p, otherwise, 'else')
  p.out += 'fi'
}

function cases(p: Page, node: Extract<CommandNode, { type: 'Case' }>): void {
  p.out += `case ${wordText(node.word)} in `
  p.indent += 4
  for (const item of node.items) {
    newline(p)
    p.out += `${item.pattern.map((w) => wordText(w)).join(' | ')})`
    p.indent += 4
    if (item.body.commands.length === 0) p.out += '\n'
    else {
      newline(p)
      list(p, item.body)
    }
    p.indent -= 4
    flush(p)
    newline(p)
    p.out += item.terminator ?? ';;'
  }
  p.indent -= 4
  newline(p)
  p.out += 'esac'
}

function pipeline(p: Page, node: Extract<PipelineNode, { type: 'Pipeline' }>): void {
  const negated = node.prefixes.filter((x) => x.type === 'Negation').length % 2 === 1
  const time = node.prefixes.find((x) => x.type === 'Time')
  if (time !== undefined) p.out += 'posix' in time && time.posix !== undefined ? 'time -p ' : 'time '
  if (negated) p.out += '! '
  node.commands.forEach((c, i) => {
    command(p, c)
    if (i === node.commands.length - 1) return
    connect(p, `${node.operators[i] === '|&' ? ' 2>&1' : ''} |`, '  ', ' ')
  })
}

/** What joins two commands; the bodies of here-documents come between. */
function connect(p: Page, sign: string, afterDocs: string, plain = ''): void {
  p.out += sign
  if (p.docs === '') p.out += plain
  else {
    flush(p)
    p.out += afterDocs
  }
}

function simple(p: Page, node: Command): void {
  const words: string[] = []
  const redirects: Redirection[] = []
  for (const item of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) {
    if (item.type === 'Word') words.push(wordText(item))
    else if (item.type !== 'Assignment') redirects.push(item)
    else {
      const index = item.index === undefined ? '' : `[${item.index.text}]`
      const value = isList(item.value) ? arrayText(item.value) : wordText(item.value)
      words.push(`${item.name}${index}${item.append === true ? '+' : ''}=${value}`)
    }
  }
  p.out += words.join(' ')
  redirects.forEach((r, i) => redirection(p, r, words.length > 0 || i > 0))
}

const arrayText = (value: ArrayValue): string => `(${value.elements.map((e) => wordText(e)).join(' ')})`

function redirection(p: Page, r: Redirection, spaced = true): void {
  const shown = redirectionText(r)
  p.out += `${spaced ? ' ' : ''}${shown.text}`
  if (shown.doc !== undefined) p.docs += p.docs === '' ? `\n${shown.doc}` : shown.doc
}
