import { loadWords } from '../locale/load'
import type { Words } from '../locale/words'
import { sayingOf } from './caption/say'
import { Player } from './player/player.svelte'
import { Course } from './lesson/course.svelte'
import { Drafts } from './editor/drafts.svelte'
import { lessons, nothingYet, openSource } from './player/open-source'
import type { Settings } from './settings.svelte'
import type { Message } from '../trace/types'

/** What the inspector can be opened on. */
export type Target =
  | { readonly kind: 'message'; readonly message: Message }
  | {
      readonly kind: 'container' | 'image' | 'layer' | 'volume' | 'place' | 'process' | 'cgroup' | 'overlay'
      readonly id: string
    }

/** What Play types where nothing has been typed and no lesson says what to. */
const firstTry = 'docker run hello-world'

/** Everything that the regions of one page share: settings, words, player, and what is looked at. */
export class Desk {
  readonly settings: Settings
  readonly player: Player
  readonly course: Course
  /** What has been typed in editors and not saved. */
  readonly drafts = new Drafts()
  words = $state.raw<Words>() as Words
  target = $state.raw<Target | undefined>()
  /** The command whose messages are lit. */
  lit = $state<number | undefined>()
  /** The terminal that is chosen, by number. */
  terminal = $state(1)
  keysShown = $state(false)
  narrow = $state(false)
  /** Text put into the command line from outside the terminal (a lesson types). */
  typing = $state<{ readonly line: string; readonly run: boolean } | undefined>()
  /** Letters are being typed for the learner; called, it types the rest at once. */
  hurry = $state.raw<(() => void) | undefined>()
  /** The model is on its way. */
  loading = $state(true)
  #size: { readonly rows: number; readonly cols: number } | undefined
  /** Lessons to choose from. */
  readonly lessons = lessons
  trouble = $state<string | undefined>()

  constructor(settings: Settings, words: Words) {
    this.settings = settings
    this.words = words
    this.player = new Player(nothingYet)
    this.player.depth = settings.depth
    this.player.speed = settings.speed
    this.player.loop = settings.loop
    this.course = new Course(this)
  }

  async speak(): Promise<void> {
    const { lang } = this.settings
    const words = await loadWords(lang)
    if (this.settings.lang === lang) this.words = words
  }

  /** One sentence about a message, in the language of the page. */
  caption(message: Message): string {
    return this.words.caption(sayingOf(message, this.player.world, this.player.past))
  }

  readonly sentence: string = $derived.by(() => {
    if (this.player.waiting === 'coming') return this.words.player.coming
    const message = this.course.rest?.message ?? this.player.spoken
    return message ? this.caption(message) : this.words.player.quiet
  })

  #opening = 0

  /** Starts over, with the lesson that the settings name. What the page was told to look at is kept. */
  async reopen(given = { depth: false, scene: false }): Promise<void> {
    const opening = ++this.#opening
    const { seed, scenario } = this.settings
    this.target = undefined
    this.trouble = undefined
    this.loading = true
    try {
      const source = await openSource({ seed, ...(scenario !== undefined && { scenario }) })
      if (opening !== this.#opening) return
      if (this.#size) source.resize(this.#size.rows, this.#size.cols)
      this.player.open(source)
      this.course.open(given)
    } catch (error) {
      if (opening !== this.#opening) return
      this.trouble = this.words.failed(error instanceof Error ? error.message : String(error))
    }
    this.loading = false
    this.player.source.prepare?.()
  }

  /** The terminal's pane has room for so many rows and columns. */
  resize(rows: number, cols: number): void {
    this.#size = { rows, cols }
    if (!this.loading) this.player.resize(rows, cols)
  }

  /** Types a line for the learner: in the terminal, to be seen, where there is one. */
  type(line: string): void {
    if (this.settings.view.includes('terminal')) this.typing = { line, run: true }
    else this.player.type(line)
  }

  /** Plays on. Where nothing is left to be played, the lesson's next command is typed; after the last all is played again. */
  play(): void {
    if (this.loading || this.player.playing) return
    if (this.hurry) return this.hurry()
    if (!this.player.spent) return this.player.play()
    const line = this.course.lesson ? this.course.next() : this.player.recording.length === 0 ? firstTry : undefined
    if (line === undefined || this.settings.terminal === 'readonly') this.player.replay()
    else this.type(line)
  }

  toggle(): void {
    if (!this.player.playing) return this.play()
    this.course.all = false
    this.player.pause()
  }

  close(): void {
    this.#opening++
    this.course.close()
    this.player.close()
  }

  inspect(target: Target): void {
    this.player.pause()
    this.target = target
  }
}
