import { toBytes } from './encode'
import { begin } from './compound'
import { expandFields } from './expand'
import { pop, push, replace } from './frames'
import type { Frame, Machine } from './state'
import { expanding } from './substitute'
import { traceLine } from './trace'
import * as variables from './variables'

/**
 * `select`: a menu on standard error, an answer from standard input, the body; until `break` or end of file.
 *
 * @models bash execute_cmd.c execute_select_command, select_query
 * @fidelity full
 */
type Select = Extract<Frame, { kind: 'select' }>

export function stepSelect(m: Machine, frame: Select): void {
  if (frame.items === undefined) return first(m, frame)
  if (frame.phase === 'ask') {
    if (frame.menu) m.sys.write(2, toBytes(menu(frame.items, columns(m))))
    m.sys.write(2, toBytes(variables.get(m, 'PS3') ?? '#? '))
    replace(m, { ...frame, phase: 'answer', menu: false })
    return push(m, { kind: 'read', want: { names: [], raw: true, fd: 0, delimiter: '\n' }, data: '' })
  }
  answered(m, frame, frame.items)
}

function first(m: Machine, frame: Select): void {
  const { node } = frame
  m.s.line = node.line
  const done = expanding(m, frame.subs, () =>
    node.words === undefined ? variables.positional(m) : expandFields(m, node.words),
  )
  if (done === undefined) return
  if (m.s.options['xtrace']) traceLine(m, node.head)
  if (done.value.length > 0) return replace(m, { ...frame, items: done.value, subs: [] })
  pop(m)
  m.s.status = 0
}

function answered(m: Machine, frame: Select, items: readonly string[]): void {
  if (m.s.status !== 0) {
    m.sys.write(1, '\n')
    pop(m)
    m.s.status = 1
    return
  }
  const reply = variables.get(m, 'REPLY') ?? ''
  if (reply === '') return replace(m, { ...frame, phase: 'ask', menu: true })
  const chosen = /^\s*\d+\s*$/.test(reply) ? (items[Number(reply) - 1] ?? '') : ''
  variables.set(m, frame.node.name, chosen)
  replace(m, { ...frame, phase: 'ask', menu: false })
  begin(m, frame.node.body)
}

function columns(m: Machine): number {
  const set = Number(variables.get(m, 'COLUMNS') ?? '')
  if (set > 0) return set
  return m.sys.fds().includes(2) && m.sys.isatty(2) ? m.sys.winsize(2).cols || 80 : 80
}

/** The items in columns, numbered down each of them. */
function menu(items: readonly string[], width: number): string {
  const digits = String(items.length).length
  const wide = Math.max(...items.map((item) => [...item].length)) + digits + 4
  const fitting = Math.max(1, Math.floor(width / wide))
  const rows = Math.ceil(items.length / fitting)
  const across = Math.ceil(items.length / rows)
  return lines(items, rows === 1 ? across : rows, wide, digits)
}

function lines(items: readonly string[], rows: number, wide: number, digits: number): string {
  let out = ''
  for (let row = 0; row < rows; row++) {
    for (let at = row, from = 0; at < items.length; at += rows, from += wide) {
      const number = String(at + 1).padStart(from === 0 ? String(rows).length : digits)
      out += `${number}) ${items[at]!}`
      if (at + rows < items.length) out += gap(from + number.length + 2 + [...items[at]!].length, from + wide)
    }
    out += '\n'
  }
  return out
}

/** Tabs where they help, then blanks. */
function gap(from: number, to: number): string {
  let out = ''
  for (let at = from; at < to;) {
    const tab = Math.floor(to / 8) > Math.floor(at / 8)
    out += tab ? '\t' : ' '
    at += tab ? 8 - (at % 8) : 1
  }
  return out
}
