import { text } from '../../../../base/bytes'
import { put } from '../../face'
import type { Await, Sys } from '../../../wire/sys'
import { isShellWord } from './session'
import { parsed } from './syntax'

/** Lines from a person or a pipe, and the inputs that they make. */
export interface Prompt {
  readonly pending: string
  readonly ended: boolean
  /** What has been read of an input that is not whole yet. */
  readonly buffer: string
  readonly prompted: boolean
}

export const freshPrompt: Prompt = { pending: '', ended: false, buffer: '', prompted: false }

export type Read =
  | { readonly kind: 'wait'; readonly on: Await; readonly prompt: Prompt }
  | { readonly kind: 'input'; readonly source: string; readonly prompt: Prompt }
  | { readonly kind: 'end' }

/** The next input that is whole. */
export function readInput(sys: Sys, from: Prompt, mark: string): Read {
  let prompt = from
  for (;;) {
    if (!prompt.prompted) {
      put(sys, prompt.buffer === '' ? mark : '... ')
      prompt = { ...prompt, prompted: true }
    }
    const end = prompt.pending.indexOf('\n')
    if (end < 0 && !prompt.ended) {
      const bytes = sys.read(0)
      if (bytes === undefined) return { kind: 'wait', on: { on: 'readable', fd: 0 }, prompt }
      prompt = bytes === '' ? { ...prompt, ended: true } : { ...prompt, pending: prompt.pending + text(bytes) }
      continue
    }
    if (end < 0 && prompt.pending === '' && prompt.buffer === '') return { kind: 'end' }
    const line = end < 0 ? prompt.pending : prompt.pending.slice(0, end)
    const last = end < 0
    const source = prompt.buffer === '' ? line : `${prompt.buffer}\n${line}`
    prompt = { ...prompt, pending: last ? '' : prompt.pending.slice(end + 1), prompted: false }
    if (source.trim() !== '' && !last && isOpen(source)) prompt = { ...prompt, buffer: source }
    else return { kind: 'input', source, prompt: { ...prompt, buffer: '' } }
  }
}

/** Whether more lines are wanted. */
function isOpen(source: string): boolean {
  if (isShellWord(source)) return false
  const found = parsed(source)
  return 'words' in found && found.unfinished
}
