import { at, noInstructions } from '../errors'
import { directiveReader } from './directives'
import { heredocsOf, type Heredoc } from './heredoc'
import * as lines from './lines'

/**
 * A Dockerfile's text into instructions with divided arguments: comments, continuation lines, directives, here-documents.
 * @models buildkit frontend/dockerfile/parser/parser.go
 * @fidelity full
 */
export interface Node {
  /** As written: `FROM`, `run`. */
  readonly name: string
  /** The instruction's line with continuations joined. */
  readonly original: string
  readonly flags: readonly string[]
  readonly args: readonly string[]
  readonly json: boolean
  readonly heredocs: readonly Heredoc[]
  /** What ONBUILD wraps. */
  readonly child?: Node
  readonly start: number
  readonly end: number
  /** Comment lines just before. */
  readonly comments: readonly string[]
}

export interface Dockerfile {
  readonly nodes: readonly Node[]
  readonly escape: string
  readonly warnings: readonly { readonly line: number; readonly text: string }[]
}

type Bare = Omit<Node, 'start' | 'end' | 'heredocs' | 'comments'>

export function parseDockerfile(source: string): Dockerfile {
  const directives = directiveReader()
  const rows = source.replace(/^\ufeff/, '').match(/[^\n]*\n|[^\n]+$/g) ?? []
  const nodes: Node[] = []
  const warnings: { line: number; text: string }[] = []
  let comments: string[] = []
  let row = 0
  const bare = (line: string) => line.replace(/[\r\n]+$/, '')
  const isComment = (line: string) => /^\s*#/.test(line)

  /** Joins continuation lines to the first; comments and empty lines between them are skipped. */
  function joined(first: string): { line: string; gap: boolean } {
    let [line, goesOn] = continued(first, directives.escape())
    let gap = false
    while (goesOn && row < rows.length) {
      const next = bare(rows[row++]!)
      if (isComment(next)) continue
      if (next.trim() === '') {
        gap = true
        continue
      }
      const [part, more] = continued(next, directives.escape())
      line += part
      goesOn = more
    }
    return { line, gap }
  }

  function body(doc: Heredoc): Heredoc | undefined {
    let content = ''
    while (row < rows.length) {
      const line = rows[row++]!
      const candidate = doc.chomp ? bare(line).replace(/^\t+/, '') : bare(line)
      if (candidate === doc.name) return { ...doc, content }
      content += line
    }
    return undefined
  }

  while (row < rows.length) {
    const raw = bare(rows[row++]!).trimStart()
    const start = row
    let directive: boolean
    try {
      directive = directives.read(raw)
    } catch (error) {
      throw at({ start: start - 1, end: start - 1 }, error)
    }
    if (isComment(raw)) {
      const comment = raw.slice(1).trim()
      comments = comment === '' ? [] : directive ? comments : [...comments, comment]
      continue
    }
    if (raw === '') continue
    const { line, gap } = joined(raw)
    if (gap) warnings.push({ line: row, text: `Empty continuation line found in: ${line}` })
    try {
      const node = nodeOf(line, directives.escape())
      const heredocs = takesHeredoc(node) && line.includes('<<') ? heredocsOf(line).map(body) : []
      if (heredocs.includes(undefined)) throw new Error('unterminated heredoc')
      nodes.push({ ...node, heredocs: heredocs as Heredoc[], start, end: row, comments })
    } catch (error) {
      throw at({ start, end: row }, error)
    }
    comments = []
  }
  if (nodes.length === 0) throw at({ start: row, end: row }, new Error(noInstructions))
  return { nodes, escape: directives.escape(), warnings }
}

/** Takes the continuation mark off a line's end, unless it is itself escaped. */
function continued(line: string, escape: string): readonly [line: string, goesOn: boolean] {
  const trimmed = line.replace(/[ \t]+$/, '')
  if (!trimmed.endsWith(escape) || trimmed.endsWith(escape + escape)) return [line, false]
  return [trimmed.slice(0, -1), true]
}

function nodeOf(line: string, escape: string): Bare {
  const { name, flags, rest } = lines.splitCommand(line, escape)
  const base = { name, original: line, flags }
  if (name.toLowerCase() === 'onbuild' && rest !== '') {
    const child = nodeOf(rest, escape)
    return {
      ...base,
      args: [child.name, ...child.args],
      json: false,
      child: { ...child, start: 0, end: 0, heredocs: [], comments: [] },
    }
  }
  return { ...base, ...argsOf(name, rest, escape) }
}

function argsOf(name: string, rest: string, escape: string): lines.Args {
  switch (name.toLowerCase()) {
    case 'env':
    case 'label':
      return lines.nameValues(rest, escape, name.toUpperCase())
    case 'arg':
      return { args: lines.quotedWords(rest, escape), json: false }
    case 'add':
    case 'copy':
    case 'volume':
      return lines.maybeJsonList(rest)
    case 'cmd':
    case 'entrypoint':
    case 'run':
    case 'shell':
      return lines.maybeJson(rest)
    case 'expose':
    case 'from':
      return lines.spaced(rest)
    case 'healthcheck':
      return lines.healthArgs(rest)
    case 'maintainer':
    case 'stopsignal':
    case 'user':
    case 'workdir':
      return lines.whole(rest)
    default:
      return { args: [], json: false }
  }
}

function takesHeredoc(node: Bare): boolean {
  const inner = node.child ?? node
  return ['add', 'copy', 'run'].includes(inner.name.toLowerCase()) && !inner.json
}
