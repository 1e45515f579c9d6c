import { utf8 } from '../../../../base/bytes'
import { joinPath } from '../../../../base/path'
import { noDestination } from '../../errors'
import { vertex, type CopyAction, type Vertex } from '../../graph'
import { readFlags } from '../flags'
import { chomped, parseHeredoc } from '../heredoc'
import type { CopyInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, layered, stepName, stepText, type Making, type Stage } from '../stage'
import { lex } from '../words'

/** COPY and ADD differ in their flags, and in that ADD unpacks archives. */
export const parseCopy = (node: Node, written: Written): CopyInstruction => parse(node, written, 'copy')
export const parseAdd = (node: Node, written: Written): CopyInstruction => parse(node, written, 'add')

const flagKinds = {
  copy: { exclude: 'strings', parents: 'bool', chown: 'string', from: 'string', chmod: 'string', link: 'bool' },
  add: {
    exclude: 'strings',
    chown: 'string',
    chmod: 'string',
    link: 'bool',
    'keep-git-dir': 'bool',
    checksum: 'string',
    unpack: 'bool',
  },
} as const

function parse(node: Node, written: Written, kind: 'copy' | 'add'): CopyInstruction {
  if (node.args.length < 2) throw new Error(noDestination(kind.toUpperCase()))
  const flags = readFlags(node.flags, flagKinds[kind])
  const dest = node.args.at(-1)!
  if (parseHeredoc(dest) !== undefined)
    throw new Error(`${kind.toUpperCase()} cannot accept a heredoc as a destination`)
  const sources = node.args.slice(0, -1)
  const docs = sources.flatMap((word) => parseHeredoc(word) ?? [])
  return {
    ...written,
    kind,
    sources: sources.filter((word) => parseHeredoc(word) === undefined),
    contents: docs.map((doc) => node.heredocs.find((h) => h.name === doc.name) ?? doc),
    dest,
    from: flags['from'] ?? '',
    chown: flags['chown'] ?? '',
    chmod: flags['chmod'] ?? '',
  }
}

export function applyCopy(s: Stage, c: CopyInstruction, making: Making): Stage {
  const [chown, chmod] = [expand(s, making, c.chown), expand(s, making, c.chmod)]
  const sources = c.sources.map((source) => expand(s, making, source))
  const dest = expand(s, making, c.dest)
  checkChmod(chmod)
  const remote = sources.find((source) => c.kind === 'add' && /^https?:\/\//.test(source))
  if (remote !== undefined) throw new Error(`ADD of a URL is not simulated: ${remote}`)
  const documents = inlineDocuments(s, c, making)
  const inputs = [s.top, ...documents.map((d) => d.digest), ...(sources.length > 0 ? [sourceOf(s, c, making)] : [])]
  const common = { dest: absolute(s, dest), unpack: c.kind === 'add', chown, chmod }
  const actions: CopyAction[] = [
    ...sources.map((source) => ({ ...common, from: inputs.length - 1, source: joinPath('/', source) })),
    ...documents.map((d, i) => ({
      ...common,
      unpack: false,
      from: i + 1,
      source: `/${(d.op as { name: string }).name}`,
    })),
  ]
  const name = stepName(s, stepText(s, making, c.code, false))
  const step = vertex({ name, inputs, op: { kind: 'copy', actions }, lines: c.lines, ignoreCache: making.noCache })
  return layered(s, history(c, sources, dest, chown, chmod), step, documents)
}

/** The build context, or the stage or image of `--from`. */
function sourceOf(s: Stage, c: CopyInstruction, making: Making): string {
  if (c.from === '') return 'context'
  const top = making.topOf(c.from)
  if (top === undefined)
    throw new Error(
      `cannot copy from stage ${JSON.stringify(c.from)}, it needs to be defined before current stage ${JSON.stringify(s.name)}`,
    )
  return top
}

function inlineDocuments(s: Stage, c: CopyInstruction, making: Making): readonly Vertex[] {
  return c.contents.map((doc) => {
    const data = chomped(doc.expand ? { ...doc, content: lex(doc.content, s.env, { skipQuotes: true }).result } : doc)
    const op = { kind: 'inline', name: doc.name, data: utf8(data) } as const
    return vertex({ name: '[internal] preparing inline document', inputs: [], op, ignoreCache: making.noCache })
  })
}

/** A trailing slash is kept: it says that the destination is a directory. */
function absolute(s: Stage, dest: string): string {
  const base = dest.startsWith('/') ? '/' : s.config.WorkingDir || '/'
  const path = joinPath('/', base, dest)
  return /(^|\/)\.?$/.test(dest) && path !== '/' ? `${path}/` : path
}

function checkChmod(chmod: string): void {
  if (/^\d/.test(chmod) && !/^0*[0-7]{1,4}$/.test(chmod))
    throw new Error(`invalid chmod parameter: '${chmod}'. it should be octal string and between 0 and 07777`)
}

function history(c: CopyInstruction, sources: readonly string[], dest: string, chown: string, chmod: string): string {
  const flags = (chown && ` --chown=${chown}`) + (chmod && ` --chmod=${chmod}`)
  const what = [...sources, ...c.contents.map((doc) => `<<${doc.name}`)].map((source) => ` ${source}`).join('')
  return `${c.kind.toUpperCase()}${flags}${what} ${dest} # buildkit`
}
