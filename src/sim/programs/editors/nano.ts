import type { Bytes } from '../../../base/bytes'
import { named, told, type Editing, type NanoState, type Outcome } from './editing'
import { isText } from './keys'
import * as words from './text'
import type { Text } from './text'

/**
 * nano: typing, arrows, ^O and ^S, ^X with its question, ^K and ^U, ^W, ^A ^E, ^Y ^V, ^C.
 *
 * @models nano(1) 7.2
 * @fidelity part: no help, no marking, no undo, no replacing, no reading of other files; an existing file is overwritten without asking
 */
export function nanoKey(editing: Editing, key: Bytes): Outcome {
  const quiet = { ...editing, message: '', alarmed: false }
  return asked[editing.nano.asking]?.(quiet, key) ?? editingKey(quiet, key)
}

const withNano = (editing: Editing, change: Partial<NanoState>): Editing => ({
  ...editing,
  nano: { ...editing.nano, ...change },
})

const grown = (editing: Editing, text: Text): Editing => ({
  ...editing,
  text,
  modified: editing.modified || text.lines !== editing.text.lines,
})

const home = (text: Text): Text => ({ ...text, col: 0 })
const end = (text: Text): Text => ({ ...text, col: words.lineAt(text).length })

function left(text: Text): Text {
  if (text.col > 0) return { ...text, col: words.before(words.lineAt(text), text.col) }
  return text.row === 0 ? text : end({ ...text, row: text.row - 1 })
}

function right(text: Text): Text {
  const line = words.lineAt(text)
  if (text.col < line.length) return { ...text, col: words.after(line, text.col) }
  return text.row + 1 < text.lines.length ? { ...text, row: text.row + 1, col: 0 } : text
}

const motions: Readonly<Record<string, (text: Text) => Text>> = {
  '<Up>': (text) => words.vertically(text, -1),
  '<Down>': (text) => words.vertically(text, 1),
  '<Left>': left,
  '<Right>': right,
  '<Home>': home,
  '<End>': end,
  '\x10': (text) => words.vertically(text, -1),
  '\x0e': (text) => words.vertically(text, 1),
  '\x02': left,
  '\x06': right,
  '\x01': home,
  '\x05': end,
  '\x19': (text) => words.vertically(text, -18),
  '\x16': (text) => words.vertically(text, 18),
  '<PageUp>': (text) => words.vertically(text, -18),
  '<PageDown>': (text) => words.vertically(text, 18),
}

const changes: Readonly<Record<string, (text: Text) => Text>> = {
  '<Enter>': words.broken,
  '<Backspace>': words.erased,
  '<Del>': words.deleted,
  '\x04': words.deleted,
}

function editingKey(before: Editing, key: Bytes): Outcome {
  const editing = key === '\x0b' ? before : withNano(before, { cutting: false })
  const { text } = editing
  const motion = motions[key]
  if (motion) return [{ ...editing, text: motion(text) }]
  const change = changes[key]
  if (change) return [grown(editing, change(text))]
  if (isText(key)) return [grown(editing, words.typed(text, key))]
  return command(editing, key)
}

function command(editing: Editing, key: Bytes): Outcome {
  const { text, file } = editing
  switch (key) {
    case '\x0f':
      return [withNano(editing, { asking: 'name', answer: file, leaving: false })]
    case '\x13':
      return file === ''
        ? [withNano(editing, { asking: 'name', answer: '', leaving: false })]
        : [editing, { kind: 'write', file, force: false, quit: false }]
    case '\x18':
      return editing.modified ? [withNano(editing, { asking: 'save' })] : [editing, { kind: 'quit' }]
    case '\x17':
      return [withNano(editing, { asking: 'search', answer: '' })]
    case '\x0b':
      return [cutLine(editing)]
    case '\x15':
      return [pasted(editing)]
    case '\x03':
      return [
        told(
          editing,
          `[ line ${text.row + 1}/${text.lines.length}, col ${words.column(words.lineAt(text), text.col) + 1} ]`,
        ),
      ]
    case '<Esc>':
    case '<Other>':
      return [editing]
    default:
      return [told(editing, `[ glasswhale: ${shown(key)} is not simulated ]`)]
  }
}

const shown = (key: Bytes): string => `^${String.fromCharCode(key.charCodeAt(0) ^ 0x40)}`

function cutLine(editing: Editing): Editing {
  const { text, nano } = editing
  const line = words.lineAt(text)
  if (text.lines.length === 1 && line === '') return editing
  const taken = nano.cutting ? [...nano.cut, line] : [line]
  return withNano(grown(editing, words.withoutLines(text, 1)), { cut: taken, cutting: true })
}

function pasted(editing: Editing): Editing {
  const { text, nano } = editing
  if (nano.cut.length === 0) return editing
  const put = words.withInserted(text, text.row, nano.cut)
  return grown(editing, { ...put, row: text.row + nano.cut.length })
}

/** Keys while nano asks something at the bottom of the screen. */
const asked: Readonly<Partial<Record<NanoState['asking'], (editing: Editing, key: Bytes) => Outcome>>> = {
  save: (editing, key) => {
    if (key === 'y' || key === 'Y') return [withNano(editing, { asking: 'name', answer: editing.file, leaving: true })]
    if (key === 'n' || key === 'N') return [editing, { kind: 'quit' }]
    return key === '\x03' ? [cancelled(editing)] : [editing]
  },
  name: (editing, key) =>
    answered(editing, key, (name) => {
      const renames = editing.file !== '' && named(name) !== editing.file
      return renames ? [withNano(editing, { asking: 'rename' })] : writing(editing, name)
    }),
  rename: (editing, key) => {
    if (key === 'y' || key === 'Y') return writing(withNano(editing, { asking: 'nothing' }), editing.nano.answer)
    return key === 'n' || key === 'N' || key === '\x03' ? [cancelled(editing)] : [editing]
  },
  search: (editing, key) =>
    answered(editing, key, (what) => {
      const place = words.found(editing.text, what)
      const over = withNano(editing, { asking: 'nothing' })
      return [place ? { ...over, text: place } : told(over, `[ "${what}" not found ]`)]
    }),
}

const writing = (editing: Editing, name: Bytes): Outcome => [
  withNano(editing, { asking: 'nothing' }),
  { kind: 'write', file: named(name), force: true, quit: editing.nano.leaving },
]

const cancelled = (editing: Editing): Editing => told(withNano(editing, { asking: 'nothing' }), '[ Cancelled ]')

function answered(editing: Editing, key: Bytes, done: (answer: Bytes) => Outcome): Outcome {
  const { answer } = editing.nano
  if (key === '\x03' || (key === '<Enter>' && answer === '')) return [cancelled(editing)]
  if (key === '<Enter>') {
    return done(answer)
  }
  if (key === '<Backspace>')
    return [withNano(editing, { answer: answer.slice(0, words.before(answer, answer.length)) })]
  return [isText(key) ? withNano(editing, { answer: answer + key }) : editing]
}
