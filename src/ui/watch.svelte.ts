import type { Desk } from './desk.svelte'

/** Hears of what happens on a page: the name of an event and its detail, plain JSON. */
export type Heard = (name: string, detail: object) => void

/** Tells the outside of steps and of commands that ended. */
export function watch(desk: Desk, heard: Heard): () => void {
  const { player } = desk
  let told = 0
  return $effect.root(() => {
    let opened = `${desk.settings.scenario} ${desk.settings.seed}`
    $effect(() => {
      const wanted = `${desk.settings.scenario} ${desk.settings.seed}`
      if (wanted === opened) return
      opened = wanted
      told = 0
      void desk.reopen()
    })
    $effect(() => {
      const { index, step } = player.moment
      heard('gw-step', { step, index: index + 1, of: player.rhythm.seen.length, caption: desk.sentence })
    })
    $effect(() => {
      const ended = player.seen.terminal.blocks.filter((block) => block.endedAt !== undefined)
      for (const block of ended.slice(told))
        heard('gw-command', { line: block.line, exit: block.exit ?? 0, output: block.output })
      told = ended.length
    })
  })
}
