import { mount, unmount } from 'svelte'
import { langOf, loadWords } from '../locale/load'
import { see } from '../scene/seen'
import App from './App.svelte'
import { Desk } from './desk.svelte'
import { Settings } from './settings.svelte'
import type { Player } from './player/player.svelte'
import { watch, type Heard } from './watch.svelte'
import sheet from './theme.css?inline'

/** What a command did, as {@link Page.run} tells it. */
export interface Ran {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly messages: number
}

/** A page that is open inside some root: the element's hands. */
export interface Page {
  readonly settings: Settings
  play(): void
  pause(): void
  step(by: number): Promise<void>
  seek(where: number | string): Promise<void>
  run(line: string): Promise<Ran>
  reset(): Promise<void>
  close(): void
}

export async function openPage(
  root: ShadowRoot,
  attributes: Readonly<Record<string, string | null>>,
  heard: Heard,
): Promise<Page> {
  const settings = new Settings()
  for (const [name, value] of Object.entries(attributes)) settings.set(name, value)
  settings.alone = root.host.getAttribute('role') === 'main'
  settings.lang = langOf(attributes['lang'] ?? navigator.language)
  const desk = new Desk(settings, await loadWords(settings.lang))
  const style = document.createElement('style')
  style.textContent = sheet
  root.replaceChildren(style)
  let onready = (): void => undefined
  const ready = new Promise<void>((done) => (onready = done))
  const onsize = (width: number, height: number): void => heard('gw-resize', { width, height })
  const app = mount(App, { target: root, props: { desk, onsize, onready } })
  await desk.reopen({ depth: attributes['depth'] !== undefined, scene: attributes['scene'] !== undefined })
  await ready
  const unwatch = watch(desk, heard)
  for (const line of settings.commands) desk.player.type(line)
  if (settings.autoplay) autoplay(desk)
  return {
    settings,
    ...hands(desk),
    close: () => closed(desk, [unwatch, () => void unmount(app), () => style.remove()]),
  }
}

function autoplay(desk: Desk): void {
  desk.course.all = desk.course.lesson !== undefined
  if (desk.course.all || desk.settings.commands.length > 0) desk.play()
}

function closed(desk: Desk, ends: readonly (() => void)[]): void {
  desk.close()
  ends.forEach((end) => end())
}

function hands(desk: Desk): Omit<Page, 'settings' | 'close'> {
  const { player } = desk
  return {
    play: () => desk.play(),
    pause: () => player.pause(),
    async step(by) {
      for (let i = 0; i < Math.abs(by); i++) await stepped(player, by < 0 ? -1 : 1)
    },
    seek: (where) => seek(desk, where),
    run: (line) => run(desk, line),
    reset: () => desk.reopen(),
  }
}

/** One step; one that a part of the model has to come for is taken when it has. */
async function stepped(player: Player, by: 1 | -1): Promise<void> {
  const before = player.moment.step
  player.step(by)
  while (by === 1 && player.moment.step === before && player.source.coming !== undefined) {
    await player.source.coming.catch(() => undefined)
    if (player.source.missing) return
    player.step(by)
  }
}

/** A step's number, `start`, `end`, or the beginning of a command. */
async function seek({ player }: Desk, where: number | string): Promise<void> {
  if (where === 'start') player.toStart()
  else if (where === 'end') await player.toEnd()
  else if (typeof where === 'number' || /^\d+$/.test(where)) player.seekStep(Number(where))
  else {
    const command = player.commands.find(({ line }) => line.startsWith(where))
    if (command) player.seekStep(command.step)
  }
}

/** Types a line at the end of all that happened, and follows it to its end at once. */
async function run({ player }: Desk, line: string): Promise<Ran> {
  await player.toEnd()
  const before = player.recording.length
  player.type(line)
  await player.toEnd()
  const block = see(player.world).terminal.blocks.at(-1)
  return { exit: block?.exit ?? 0, stdout: block?.output ?? '', stderr: '', messages: player.recording.length - before }
}
