import { langOf, type Lang } from '../locale/load'
import type { Depth } from '../trace/types'

export type Theme = 'auto' | 'light' | 'dark' | 'contrast'
export type Region = 'lesson' | 'terminal' | 'scene' | 'timeline' | 'wire'
export const sceneNames = ['map', 'layers', 'isolation', 'resources', 'compare', 'wire', 'text'] as const
export type SceneName = (typeof sceneNames)[number]

/** The scene that a lesson names, if the page has it. */
export const sceneNamed = (name: string | undefined): SceneName | undefined =>
  sceneNames.find((scene) => scene === name)

const regions: readonly Region[] = ['lesson', 'terminal', 'scene', 'timeline', 'wire']

/** What the attributes of an element ask for. All strings outside, typed here; each can change while the page runs. */
export class Settings {
  lang = $state<Lang>('en')
  theme = $state<Theme>('auto')
  projector = $state(false)
  depth = $state<Depth>(2)
  scene = $state<SceneName>('map')
  view = $state<readonly Region[]>(['lesson', 'terminal', 'scene', 'timeline'])
  controls = $state<'full' | 'minimal' | 'none'>('full')
  terminal = $state<'free' | 'guided' | 'readonly'>('free')
  speed = $state(1)
  loop = $state(false)
  autoplay = $state(false)
  scenario = $state<string | undefined>()
  commands = $state<readonly string[]>([])
  seed = $state(1)
  /** The element is all there is on its page: its name is then the page's first heading. */
  alone = $state(false)

  /** One attribute; a value that means nothing means the default. */
  set(name: string, value: string | null): void {
    const text = value?.trim() ?? ''
    switch (name) {
      case 'lang':
        this.lang = langOf(text || (typeof navigator === 'undefined' ? 'en' : navigator.language))
        break
      case 'theme':
        this.theme = oneOf(text, ['auto', 'light', 'dark', 'contrast'], 'auto')
        break
      case 'density':
        this.projector = text === 'projector'
        break
      case 'depth':
        this.depth = text === '1' || text === 'story' ? 1 : text === '3' || text === 'kernel' ? 3 : 2
        break
      case 'scene':
        this.scene = oneOf(text, sceneNames, 'map')
        break
      case 'view': {
        const asked = text.split(/[\s,]+/).filter((word): word is Region => regions.includes(word as Region))
        this.view = asked.length ? asked : ['lesson', 'terminal', 'scene', 'timeline']
        break
      }
      case 'controls':
        this.controls = oneOf(text, ['full', 'minimal', 'none'], 'full')
        break
      case 'terminal':
        this.terminal = oneOf(text, ['free', 'guided', 'readonly'], 'free')
        break
      case 'speed':
        this.speed = Math.min(16, Math.max(0.1, Number(text) || 1))
        break
      case 'loop':
        this.loop = value !== null && text !== 'false'
        break
      case 'autoplay':
        this.autoplay = value !== null && text !== 'false'
        break
      case 'scenario':
        this.scenario = text === '' || text === 'sandbox' ? undefined : text
        break
      case 'commands':
        this.commands = text
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean)
        break
      case 'seed':
        this.seed = Number.parseInt(text, 10) || 1
    }
  }
}

const oneOf = <T extends string>(text: string, all: readonly T[], otherwise: T): T =>
  all.includes(text as T) ? (text as T) : otherwise
