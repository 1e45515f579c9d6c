import type { Bytes } from '../../../base/bytes'
import { named, told, type Editing, type Outcome } from './editing'
import { at } from './text'

/**
 * What follows a colon: :w :q :wq :x with ! and a file name, :a number, :set number.
 *
 * @models vim runtime/doc/editing.txt, busybox editors/vi.c colon()
 * @fidelity part: no ranges, no :s, :e, :r or :!; they say so
 */
export function commanded(editing: Editing, line: Bytes): Outcome {
  const [, place, name = '', bang, file = ''] = /^\s*(\d+|\$)?\s*([a-z]*)(!)?\s*(.*?)\s*$/i.exec(line) ?? []
  const force = bang !== undefined
  if (place !== undefined && name === '')
    return [{ ...editing, text: at(editing.text, place === '$' ? Infinity : Number(place) - 1, 0) }]
  if (name === '' && !force && file === '') return [editing]
  const where = file === '' ? editing.file : named(file)
  // What has not been changed is not written, but by vim's :wq.
  const always = editing.modified || (editing.dialect === 'vim' && name.startsWith('w')) || file !== ''
  if (/^(?:wq|wqa|wqall|x|xit|exit|xa|xall)$/.test(name))
    return [editing, always ? { kind: 'write', file: where, force, quit: true } : { kind: 'quit' }]
  if (/^(?:w|write|wa|wall)$/.test(name)) return [editing, { kind: 'write', file: where, force, quit: false }]
  if (/^(?:q|quit|qa|qall|quita|quitall)$/.test(name)) return quitting(editing, force)
  if (/^se(?:t)?$/.test(name)) return [set(editing, named(file))]
  if (name.startsWith('noh')) return [editing]
  return [told(editing, unknown(editing, named(line).trim(), name), true)]
}

function quitting(editing: Editing, force: boolean): Outcome {
  if (!editing.modified || force) return [editing, { kind: 'quit' }]
  const words =
    editing.dialect === 'vim'
      ? 'E37: No write since last change (add ! to override)'
      : 'No write since last change (:q! overrides)'
  return [told(editing, words, true)]
}

function set(editing: Editing, option: string): Editing {
  const [, no, name] = /^(no)?(nu|number)$/.exec(option) ?? []
  if (name === undefined) return told(editing, `glasswhale: :set ${option} is not simulated`, true)
  return { ...editing, vi: { ...editing.vi, numbered: no === undefined } }
}

const real =
  /^(?:%|[\d.,$]*s\b|[\d.,$]*[gdmtv]\b|e|edit|r|read|sp|split|vs|vsplit|h|help|sy|syntax|norm|bn|bp|n|tabe|!|s\b|s\/)/

function unknown({ dialect }: Editing, line: string, name: string): string {
  if (real.test(line)) return `glasswhale: :${line} is not simulated`
  return dialect === 'vim' ? `E492: Not an editor command: ${line}` : `'${name}' is not implemented`
}
