import { base64, unbase64 } from './base64'
import { text, utf8, type Bytes } from './bytes'

/**
 * OSC 7331: how an editor inside a terminal offers its file to the terminal that shows it, and how the terminal answers. Plain bytes, so they
 * travel wherever a terminal's bytes do: through a container's pseudo-terminal, a hijacked connection and a CLI. A terminal that does not know
 * the sequence ignores it and shows the screen that the editor draws; the answers hold no control character that a line in between could take.
 *
 * @models ECMA-48 OSC strings; the number is ours
 * @fidelity none: no real editor sends it
 */
export interface EditOffer {
  readonly kind: 'vi' | 'nano'
  /** The file as it was named, and where it is. */
  readonly name: string
  readonly path: string
  readonly host: string
  readonly readonly: boolean
  /** The file was not there. */
  readonly fresh: boolean
}

/** From the editor. `closed` ends the offer: the editor has ended, or goes on by keys alone. */
export type EditorSays =
  | { readonly kind: 'edit'; readonly offer: EditOffer; readonly contents: Bytes }
  | { readonly kind: 'saved' | 'refused'; readonly words: string }
  | { readonly kind: 'closed' }

/** From the terminal. `keys`: the person would rather have the editor's own screen. */
export type TerminalSays =
  | { readonly kind: 'save'; readonly contents: Bytes; readonly quit: boolean; readonly force: boolean }
  | { readonly kind: 'quit' | 'keys' }

/** Larger files are not offered. */
export const mostOffered = 96 * 1024

const framed = (...parts: readonly Bytes[]): Bytes => `\x1b]7331;${parts.join(';')}\x07`

export const offerFrame = (offer: EditOffer, contents: Bytes): Bytes =>
  framed('edit', utf8(JSON.stringify(offer)), base64(contents))

export const saidFrame = (kind: 'saved' | 'refused', words: string): Bytes => framed(kind, utf8(JSON.stringify(words)))

export const closedFrame: Bytes = framed('closed')

export function answerFrame(says: TerminalSays): Bytes {
  if (says.kind !== 'save') return framed(says.kind)
  return framed('save', `${says.quit ? 'q' : ''}${says.force ? '!' : ''}`, base64(says.contents))
}

/** What an editor says between `ESC ] 7331 ;` and BEL; undefined for anything else. */
export function editorSays(body: Bytes): EditorSays | undefined {
  const [, kind = '', rest = ''] = /^(\w+)(?:;([^]*))?$/.exec(body) ?? []
  if (kind === 'closed') return { kind }
  try {
    if (kind === 'saved' || kind === 'refused') return { kind, words: String(JSON.parse(text(rest))) }
    const at = rest.lastIndexOf(';')
    if (kind === 'edit') {
      const offer = JSON.parse(text(rest.slice(0, at))) as EditOffer
      return { kind, offer, contents: unbase64(rest.slice(at + 1)) }
    }
  } catch {
    return undefined
  }
  return undefined
}

/** What a terminal says between `ESC ] 7331 ;` and BEL. */
export function terminalSays(body: Bytes): TerminalSays | undefined {
  if (body === 'quit' || body === 'keys') return { kind: body }
  const [, flags, contents] = /^save;(q?!?);([^;]*)$/.exec(body) ?? []
  if (flags === undefined || contents === undefined) return undefined
  try {
    return { kind: 'save', contents: unbase64(contents), quit: flags.includes('q'), force: flags.includes('!') }
  } catch {
    return undefined
  }
}
