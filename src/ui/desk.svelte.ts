import { loadWords } from '../locale/load'
import type { Words } from '../locale/words'
import { sayingOf } from './caption/say'
import { Player } from './player/player.svelte'
import { lessons, openSource, type Listed } from './player/open-source'
import type { Source } from './player/source'
import { sceneNamed, type Settings } from './settings.svelte'
import type { Message } from '../trace/types'

/** What the inspector can be opened on. */
export type Target =
  | { readonly kind: 'message'; readonly message: Message }
  | {
      readonly kind: 'container' | 'image' | 'layer' | 'volume' | 'place' | 'process' | 'cgroup' | 'overlay'
      readonly id: string
    }

/** Everything that the regions of one page share: settings, words, player, and what is looked at. */
export class Desk {
  readonly settings: Settings
  readonly player: Player
  words = $state.raw<Words>() as Words
  target = $state.raw<Target | undefined>()
  /** The command whose messages are lit. */
  lit = $state<number | undefined>()
  keysShown = $state(false)
  narrow = $state(false)
  /** Text put into the command line from outside the terminal (a lesson types). */
  typing = $state<{ readonly line: string; readonly run: boolean } | undefined>()
  beat = $state(0)
  /** Lessons to choose from, once they are known. */
  lessons = $state.raw<readonly Listed[]>([])
  trouble = $state<string | undefined>()

  constructor(settings: Settings, words: Words, source: Source) {
    this.settings = settings
    this.words = words
    this.player = new Player(source)
    this.player.depth = settings.depth
    this.player.speed = settings.speed
    this.player.loop = settings.loop
  }

  async speak(): Promise<void> {
    const { lang } = this.settings
    const words = await loadWords(lang)
    if (this.settings.lang === lang) this.words = words
  }

  /** One sentence about a message, in the language of the page. */
  caption(message: Message): string {
    return this.words.caption(sayingOf(message, this.player.world, (answer) => this.player.requestOf(answer)))
  }

  readonly sentence: string = $derived.by(() => {
    const message = this.player.spoken
    return message ? this.caption(message) : this.words.player.quiet
  })

  /** Starts over, with the lesson that the settings name. */
  async reopen(): Promise<void> {
    const { seed, scenario } = this.settings
    this.target = undefined
    this.beat = 0
    this.trouble = undefined
    try {
      const source = await openSource({ seed, ...(scenario !== undefined && { scenario }) })
      this.player.open(source)
      const lesson = source.lesson(this.settings.lang)
      this.settings.depth = lesson?.depth ?? this.settings.depth
      this.settings.scene = sceneNamed(lesson?.scene) ?? this.settings.scene
    } catch (error) {
      this.trouble = this.words.failed(error instanceof Error ? error.message : String(error))
    }
  }

  async list(): Promise<void> {
    this.lessons = await lessons()
  }

  inspect(target: Target): void {
    this.player.pause()
    this.target = target
  }
}
