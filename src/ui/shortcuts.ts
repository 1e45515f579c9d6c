import type { Desk } from './desk.svelte'

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable)

/** Keys of the whole page; they count only while the focus is inside it and not in a field. */
export function shortcut(event: KeyboardEvent, desk: Desk): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  const origin = event.composedPath()[0] ?? null
  if (typing(origin)) return
  const act = actions[event.key]
  if (
    act === undefined ||
    (event.key === ' ' && origin instanceof Element && origin.matches('button, [role=button], [role=tab], a'))
  )
    return
  act(desk, event)
  event.preventDefault()
}

const actions: Readonly<Record<string, (desk: Desk, event: KeyboardEvent) => void>> = {
  ' ': (desk) => desk.toggle(),
  ArrowRight: ({ player }) => player.step(1),
  ArrowLeft: ({ player }) => player.step(-1),
  ']': ({ player }) => player.command(1),
  '[': ({ player }) => player.command(-1),
  Home: ({ player }) => player.toStart(),
  End: ({ player }) => void player.toEnd(),
  '1': ({ settings }) => (settings.depth = 1),
  '2': ({ settings }) => (settings.depth = 2),
  '3': ({ settings }) => (settings.depth = 3),
  '+': ({ player }) => player.faster(1),
  '=': ({ player }) => player.faster(1),
  '-': ({ player }) => player.faster(-1),
  '−': ({ player }) => player.faster(-1),
  m: ({ settings }) => (settings.scene = 'map'),
  w: ({ settings }) => (settings.scene = 'wire'),
  '?': (desk) => (desk.keysShown = true),
  Escape: (desk) => (desk.target = undefined),
  '/': (_desk, event) => {
    const root = (event.currentTarget as HTMLElement | null)?.getRootNode() as ShadowRoot | undefined
    root?.querySelector<HTMLElement>('textarea.line')?.focus()
  },
}
