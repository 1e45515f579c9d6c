import type { Bytes } from '../../../base/bytes'
import type { Editing, Outcome, ViState } from './editing'
import { isText } from './keys'
import { told } from './editing'
import { commanded } from './vi-line'
import * as words from './text'
import type { Text } from './text'

/**
 * The keys of vi that everyone knows: h j k l 0 ^ $ w b G gg, i a I A o O, x dd D yy p P J u, / and n, `:`, ZZ ZQ; counts before them.
 *
 * @models vi(1p), vim(1), busybox editors/vi.c
 * @fidelity part: no operators over motions beside dd and yy, no registers, no visual mode, no `.`; undo takes back one command at a time
 */
export function viKey(editing: Editing, key: Bytes): Outcome {
  const { mode } = editing.vi
  if (mode === 'insert') return inserting(editing, key)
  if (mode === 'line') return asking(editing, key)
  return commanding(told(editing, ''), key)
}

const withVi = (editing: Editing, change: Partial<ViState>): Editing => ({
  ...editing,
  vi: { ...editing.vi, ...change },
})

const moved = (editing: Editing, text: Text): Editing => ({ ...editing, text })

const mostPast = 100

/** Another text; the one that was can be brought back. */
const changed = (editing: Editing, text: Text): Editing => {
  if (text.lines === editing.text.lines) return moved(editing, text)
  return { ...kept(editing), text, modified: true }
}

const kept = (editing: Editing): Editing =>
  withVi(editing, {
    past: [...editing.vi.past.slice(1 - mostPast), { text: editing.text, modified: editing.modified }],
  })

/** In insert mode changes belong to the one command that began it. */
const grown = (editing: Editing, text: Text): Editing => ({
  ...editing,
  text,
  modified: editing.modified || text.lines !== editing.text.lines,
})

const arrows: Readonly<Record<string, (text: Text) => Text>> = {
  '<Up>': (text) => words.vertically(text, -1),
  '<Down>': (text) => words.vertically(text, 1),
  '<Left>': (text) => ({ ...text, col: words.before(words.lineAt(text), text.col) }),
  '<Right>': (text) => ({ ...text, col: words.after(words.lineAt(text), text.col) }),
  '<Home>': (text) => ({ ...text, col: 0 }),
  '<End>': (text) => ({ ...text, col: words.lineAt(text).length }),
}

function inserting(editing: Editing, key: Bytes): Outcome {
  const { text } = editing
  if (key === '<Esc>' || key === '\x03') {
    const back = moved(editing, arrows['<Left>']!(text))
    return [told(withVi(back, { mode: 'normal' }), '')]
  }
  if (key === '<Enter>') return [grown(editing, words.broken(text))]
  if (key === '<Backspace>') return [grown(editing, words.erased(text))]
  if (key === '<Del>') return [grown(editing, words.deleted(text))]
  if (arrows[key]) return [moved(editing, arrows[key](text))]
  return [isText(key) ? grown(editing, words.typed(text, key)) : editing]
}

function asking(editing: Editing, key: Bytes): Outcome {
  const { line } = editing.vi
  if (key === '<Esc>' || key === '\x03') return [withVi(editing, { mode: 'normal', line: '' })]
  if (key === '<Backspace>') {
    const left = line.slice(0, words.before(line, line.length))
    return [withVi(editing, left === '' ? { mode: 'normal', line: '' } : { line: left })]
  }
  if (key !== '<Enter>') return [isText(key) ? withVi(editing, { line: line + key }) : editing]
  const done = withVi(editing, { mode: 'normal', line: '' })
  return line.startsWith('/') ? [sought(done, line.slice(1) || done.vi.sought)] : commanded(done, line.slice(1))
}

function sought(editing: Editing, what: Bytes): Editing {
  const place = words.found(editing.text, what)
  const told_ = editing.dialect === 'vim' ? `E486: Pattern not found: ${what}` : 'Pattern not found'
  const next = withVi(editing, { sought: what })
  return place === undefined ? told(next, told_, true) : moved(next, place)
}

const inserted = (editing: Editing, text: Text): Editing => ({
  ...withVi(kept(editing), { mode: 'insert' }),
  text,
  modified: editing.modified || text.lines !== editing.text.lines,
  message: editing.dialect === 'vim' ? '-- INSERT --' : '',
})

function undone(editing: Editing): Editing {
  const last = editing.vi.past.at(-1)
  if (last === undefined) return told(editing, 'Already at oldest change')
  const back = withVi(editing, { past: editing.vi.past.slice(0, -1) })
  return { ...back, text: last.text, modified: last.modified }
}

function pasted(editing: Editing, below: boolean): Editing {
  const { text, vi } = editing
  if (vi.yanked.length === 0) return editing
  return changed(editing, words.withInserted(text, text.row + (below ? 1 : 0), vi.yanked))
}

const taken = (editing: Editing, count: number): readonly Bytes[] =>
  editing.text.lines.slice(editing.text.row, editing.text.row + count)

const wordAfter = (text: Text): Text => {
  const rest = words.lineAt(text).slice(text.col)
  const by = /^(?:[\w\x80-\xff]+|[^\w\s]+|)\s*/.exec(rest)?.[0].length ?? 0
  if (by < rest.length || text.row + 1 >= text.lines.length) return { ...text, col: text.col + by }
  const next = words.lineAt(text, text.row + 1)
  return { ...text, row: text.row + 1, col: /^\s*/.exec(next)![0].length }
}

const wordBefore = (text: Text): Text => {
  const head = words.lineAt(text).slice(0, text.col)
  if (/^\s*$/.test(head) && text.row > 0)
    return wordBefore({ ...text, row: text.row - 1, col: words.lineAt(text, text.row - 1).length })
  return { ...text, col: /(?:[\w\x80-\xff]+|[^\w\s]+|)\s*$/.exec(head)?.index ?? 0 }
}

const first = (text: Text): number => /^\s*/.exec(words.lineAt(text))![0].length

const motions: Readonly<Record<string, (text: Text) => Text>> = {
  ...arrows,
  h: arrows['<Left>']!,
  l: arrows['<Right>']!,
  ' ': arrows['<Right>']!,
  '<Backspace>': arrows['<Left>']!,
  k: arrows['<Up>']!,
  j: arrows['<Down>']!,
  '<Enter>': (text) => {
    const next = words.vertically(text, 1)
    return { ...next, col: first(next) }
  },
  '0': arrows['<Home>']!,
  '^': (text) => ({ ...text, col: first(text) }),
  $: arrows['<End>']!,
  w: wordAfter,
  b: wordBefore,
  '<PageDown>': (text) => words.vertically(text, 20),
  '<PageUp>': (text) => words.vertically(text, -20),
  '\x06': (text) => words.vertically(text, 20),
  '\x02': (text) => words.vertically(text, -20),
}

const times = (count: number, text: Text, act: (text: Text) => Text): Text => {
  let next = text
  for (let i = 0; i < Math.min(count, 10_000); i++) next = act(next)
  return next
}

/** After a command the cursor stands on a character, not after the last. */
const settled = (editing: Editing): Editing => {
  const { text, vi } = editing
  const line = words.lineAt(text)
  if (vi.mode === 'insert' || text.col < line.length) return editing
  return moved(editing, { ...text, col: words.before(line, line.length) })
}

function commanding(editing: Editing, key: Bytes): Outcome {
  const pending = editing.vi.pending + key
  if (key === '<Esc>' || key === '\x03') return [interrupted(withVi(editing, { pending: '' }), key)]
  if (/^(?:[1-9][0-9]*)?[dgyZ]?$/.test(pending)) return [withVi(editing, { pending })]
  const [, digits = '', command = ''] = /^([1-9][0-9]*)?([^]*)$/.exec(pending) ?? []
  const [next, act] = obeyed(withVi(editing, { pending: '' }), command, digits === '' ? undefined : Number(digits))
  return [settled(next), act]
}

const interrupted = (editing: Editing, key: Bytes): Editing =>
  key === '\x03' && editing.dialect === 'vim'
    ? told(editing, 'Type  :qa!  and press <Enter> to abandon all changes and exit Vim')
    : editing

function obeyed(editing: Editing, command: Bytes, count: number | undefined): Outcome {
  const motion = motions[command]
  if (motion) return [moved(editing, times(count ?? 1, editing.text, motion))]
  const edit = edits[command]
  if (edit) return [warned(editing, edit(editing, count ?? 1))]
  switch (command) {
    case ':':
    case '/':
      return [withVi(editing, { mode: 'line', line: command })]
    case 'n':
      return [sought(editing, editing.vi.sought)]
    case 'G':
      return [moved(editing, words.at(editing.text, (count ?? editing.text.lines.length) - 1, 0))]
    case 'gg':
      return [moved(editing, words.at(editing.text, (count ?? 1) - 1, 0))]
    case 'yy':
      return [withVi(editing, { yanked: taken(editing, count ?? 1) })]
    case 'ZZ':
      return commanded(editing, 'x')
    case 'ZQ':
      return [editing, editing.dialect === 'vim' ? { kind: 'quit' } : undefined]
    case '\x1a':
      return [editing, { kind: 'suspend' }]
    default:
      return [editing]
  }
}

const warned = (before: Editing, after: Editing): Editing =>
  before.readonly && before.dialect === 'vim' && !before.modified && after.modified
    ? told(after, 'W10: Warning: Changing a readonly file', true)
    : after

const edits: Readonly<Record<string, (editing: Editing, count: number) => Editing>> = {
  i: (editing) => inserted(editing, editing.text),
  a: (editing) => inserted(editing, arrows['<Right>']!(editing.text)),
  I: (editing) => inserted(editing, { ...editing.text, col: first(editing.text) }),
  A: (editing) => inserted(editing, arrows['<End>']!(editing.text)),
  o: (editing) => inserted(editing, words.broken(arrows['<End>']!(editing.text))),
  O: (editing) => inserted(editing, words.withInserted(editing.text, editing.text.row, [''])),
  x: (editing, count) => {
    const { text } = editing
    const to = times(count, text, arrows['<Right>']!).col
    return changed(editing, to === text.col ? text : words.cut(text, text.col, to))
  },
  D: (editing) => changed(editing, words.cut(editing.text, editing.text.col, words.lineAt(editing.text).length)),
  dd: (editing, count) => ({
    ...changed(withVi(editing, { yanked: taken(editing, count) }), words.withoutLines(editing.text, count)),
  }),
  J: (editing) => {
    const end = arrows['<End>']!(editing.text)
    const next = words.lineAt(end, end.row + 1).replace(/^\s+/, '')
    if (end.row + 1 >= end.lines.length) return editing
    const rest = words.withoutLines({ ...end, row: end.row + 1 }, 1)
    return changed(editing, { ...words.typed({ ...rest, row: end.row, col: end.col }, ` ${next}`), col: end.col })
  },
  p: (editing) => pasted(editing, true),
  P: (editing) => pasted(editing, false),
  u: undone,
}
