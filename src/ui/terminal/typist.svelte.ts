import type { TerminalView } from '../../trace/types'
import type { Desk } from '../desk.svelte'
import {
  at,
  bytesOf,
  completed,
  edited,
  emptyLine,
  inserted,
  lastWord,
  searched,
  searchedForth,
  type Key,
  type Line,
} from './line'

/** A search through the history that is under way, and the line as it was before. */
interface Search {
  readonly text: string
  readonly at: number
  readonly back: boolean
  readonly failed: boolean
  readonly before: Line
}

/** What Alt-. put in last: of how many lines ago, and how long it is. */
interface Yanked {
  readonly back: number
  readonly length: number
}

const gone: TerminalView = {
  rows: 24,
  cols: 80,
  blocks: [],
  mode: 'ended',
  prompt: '',
  cwd: '/',
  tty: '',
  primary: '',
  unfinished: [],
}

/**
 * The hands at one terminal: the line that is being typed, with readline's keys; or the keys themselves, where a program reads them.
 *
 * @models readline(3), its emacs keys
 * @fidelity part: no undo, no numeric arguments, no macros, one text that was killed; Ctrl-W, T and N belong to the browser in a tab
 */
export class Typist {
  readonly #desk: Desk
  readonly number: number
  line = $state.raw<Line>(emptyLine)
  choices = $state.raw<readonly string[]>([])
  search = $state.raw<Search | undefined>()
  /** Ctrl of the row of keys is held: it goes with the next key. */
  ctrl = $state(false)
  /** What was on the screen before this moment has been scrolled away (Ctrl-L). */
  clearedAt = $state(0)
  /** Lines of the history as they have been changed, by their place; the last is the line that is new. */
  #drafts: Record<number, string> = {}
  #place: number | undefined
  #last: Yanked | undefined

  constructor(desk: Desk, number: number) {
    this.#desk = desk
    this.number = number
  }

  get view(): TerminalView {
    return this.#desk.player.seen.terminals[this.number] ?? gone
  }

  get atPrompt(): boolean {
    return this.view.mode === 'prompt'
  }

  get history(): readonly string[] {
    const { player } = this.#desk
    return player.source.history(player.moment.step, this.number)
  }

  set(next: Line): void {
    this.line = next
    this.choices = []
  }

  /** The field's own text and cursor, after the browser has changed them. */
  sync(text: string, cursor: number): void {
    if (text === this.line.text && cursor === this.line.cursor) return
    this.line = { text, cursor, killed: this.line.killed }
  }

  /** A key; false leaves it to the browser. */
  key(given: Key): boolean {
    const key = this.ctrl && given.key.length === 1 ? { ...given, ctrl: true } : given
    this.ctrl = false
    const yanks = this.#last
    this.#last = undefined
    if (this.view.mode === 'ended') return key.key === 'Enter' && this.#reopen()
    if (this.view.mode === 'raw') return this.#raw(key)
    if (key.key === 'Tab' && !key.ctrl && !key.alt) return !key.shift && this.#tab()
    if (this.search !== undefined && this.#searching(key)) return true
    if (key.key === 'Escape') {
      this.choices = []
      return false
    }
    if (key.key === 'Enter' || (key.ctrl && /^[jm]$/.test(key.key))) {
      this.enter()
      return true
    }
    if (this.#special(key) || this.#recalls(key, yanks)) return true
    const next = edited(this.line, key)
    if (next) this.set(next)
    return next !== undefined
  }

  #reopen(): boolean {
    this.#desk.player.openTerminal(this.number)
    return true
  }

  #raw(key: Key): boolean {
    const bytes = bytesOf(key)
    if (bytes === undefined) return false
    // What was typed before the program took the keys one by one is its own as well.
    const { text } = this.line
    if (text !== '') this.set(emptyLine)
    this.#desk.player.key(`${text}${bytes}`, this.number)
    return true
  }

  /** What is done with the whole line, or with the program that has the terminal. */
  #special({ key, ctrl, alt, shift }: Key): boolean {
    if (!ctrl || alt || shift) return false
    const { player } = this.#desk
    const { text } = this.line
    if (key === 'c') {
      player.key(this.atPrompt ? `${text}\x03` : '\x03', this.number)
      this.set(emptyLine)
      this.#leaveHistory()
    } else if (key === 'd' && (text === '' || !this.atPrompt)) {
      player.key(`${text}\x04`, this.number)
      this.set(emptyLine)
    } else if (!this.atPrompt && /^[zpq\\]$/.test(key)) player.key(bytesOf({ key, ctrl, alt })!, this.number)
    else if (key === 'l') this.clearedAt = player.world.now
    else if (key === 'r' || key === 's') this.#seek(key === 'r', this.history.length)
    else if (key === 'g') this.set(emptyLine)
    else return false
    return true
  }

  /** Up and down the history. */
  #recalls({ key, ctrl, alt, shift }: Key, yanks: Yanked | undefined): boolean {
    if (!this.atPrompt || shift) return false
    const plain = !ctrl && !alt
    if ((plain && key === 'ArrowUp') || (ctrl && !alt && key === 'p')) this.#recall(-1)
    else if ((plain && key === 'ArrowDown') || (ctrl && !alt && key === 'n')) this.#recall(1)
    else if (alt && key === '<') this.#recall(-Infinity)
    else if (alt && key === '>') this.#recall(Infinity)
    else if (alt && (key === '.' || key === '_')) this.#lastArgument(yanks)
    else return false
    return true
  }

  #recall(by: number): void {
    const { history } = this
    const here = this.#place ?? history.length
    const next = Math.min(history.length, Math.max(0, here + by))
    if (next === here) return
    this.#drafts[here] = this.line.text
    this.#place = next
    const text = this.#drafts[next] ?? shown(history[next] ?? '')
    this.set({ text, cursor: text.length, killed: this.line.killed })
  }

  #leaveHistory(): void {
    this.#place = undefined
    this.#drafts = {}
  }

  /** Alt-. puts the last word of the line before here; again, of the one before that. */
  #lastArgument(yanks: Yanked | undefined): void {
    const back = (yanks?.back ?? 0) + 1
    const line = this.history.at(-back)
    if (line === undefined) return
    const { text, cursor, killed } = this.line
    const start = cursor - (yanks?.length ?? 0)
    const word = lastWord(shown(line))
    this.set(inserted({ text: text.slice(0, start) + text.slice(cursor), cursor: start, killed }, word))
    this.#last = { back, length: word.length }
  }

  // — searching (Ctrl-R, Ctrl-S)

  #seek(back: boolean, from: number, text = this.search?.text ?? ''): void {
    const before = this.search?.before ?? this.line
    const history = this.history.map(shown)
    const found = text === '' ? undefined : (back ? searched : searchedForth)(history, text, from)
    const failed = text !== '' && found === undefined
    this.search = { text, at: found ?? this.search?.at ?? from, back, failed, before }
    if (found === undefined) return
    this.#place = found
    this.set({ text: history[found]!, cursor: history[found]!.indexOf(text), killed: before.killed })
  }

  #searching({ key, ctrl, alt }: Key): boolean {
    const { search } = this
    if (search === undefined) return false
    if (ctrl && key === 'r') this.#seek(true, search.at)
    else if (ctrl && key === 's') this.#seek(false, search.at)
    else if (ctrl && key === 'g') {
      this.set(search.before)
      this.search = undefined
      this.#leaveHistory()
    } else if (key === 'Backspace' && !ctrl && !alt) {
      const text = [...search.text].slice(0, -1).join('')
      this.search = { ...search, text, at: this.history.length }
      this.#seek(search.back, search.back ? this.history.length : -1, text)
    } else if ([...key].length === 1 && !ctrl && !alt) this.#grow(search, key)
    else {
      this.search = undefined
      return key === 'Escape'
    }
    return true
  }

  /** One more letter: the line that was found may still hold it. */
  #grow(search: Search, letter: string): void {
    this.#seek(
      search.back,
      search.back ? Math.min(search.at + 1, this.history.length) : search.at - 1,
      search.text + letter,
    )
  }

  // — the whole line

  enter(): void {
    const desk = this.#desk
    if (desk.loading) return
    if (desk.hurry) return desk.hurry()
    const { text } = this.line
    this.#leaveHistory()
    this.search = undefined
    this.set({ ...emptyLine, killed: this.line.killed })
    desk.player.type(text, this.number)
  }

  #tab(): boolean {
    if (!this.atPrompt) return false
    void this.#complete()
    return true
  }

  async #complete(): Promise<void> {
    const asked = this.line
    const { source, moment } = this.#desk.player
    const { from, words } = await source.complete(asked.text, asked.cursor, moment.step, this.number)
    if (this.line !== asked || words.length === 0) return
    const result = completed(asked, from, words)
    this.set(result.line)
    this.choices = result.choices
  }

  async choose(word: string): Promise<void> {
    const { source, moment } = this.#desk.player
    const { from } = await source.complete(this.line.text, this.line.cursor, moment.step, this.number)
    this.set(completed(this.line, from, [word]).line)
  }

  /** Text of several lines: they run one after the other, the last stays to be finished. True when it was dealt with. */
  paste(given: string): boolean {
    const text = given.replace(/\r\n?/g, '\n')
    const { player } = this.#desk
    if (this.view.mode === 'raw') {
      player.key(text.replaceAll('\n', '\r'), this.number)
      return true
    }
    if (!text.includes('\n')) return false
    const { text: now, cursor } = this.line
    const lines = `${now.slice(0, cursor)}${text}`.split('\n')
    const last = lines.pop()!
    this.#leaveHistory()
    this.set(at({ ...emptyLine, text: last + now.slice(cursor) }, last.length))
    player.type(lines.join('\n'), this.number)
    return true
  }

  /** Letters that an input method or a phone's keyboard gives without keys. */
  input(text: string, cursor: number): void {
    this.choices = []
    if (this.view.mode !== 'raw') {
      const entered = text[cursor - 1] === '\n' && text.length > this.line.text.length
      if (!entered) return this.sync(text, cursor)
      this.sync(text.slice(0, cursor - 1) + text.slice(cursor), cursor - 1)
      return this.enter()
    }
    if (text !== '') this.#desk.player.key(text.replaceAll('\n', '\r'), this.number)
    this.set(emptyLine)
  }
}

/** A line of the history as it is edited: newlines are left in it only where they are quoted or in a here-document. */
const shown = (line: string): string => line.replace(/\n$/, '')
