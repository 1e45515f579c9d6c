/** What the page shows only when it is asked for: fetched before that, when there is nothing else to do, so that it is there without a network. */
export const views: readonly (() => Promise<unknown>)[] = [
  () => import('./wire/Wire.svelte'),
  () => import('./below/Below.svelte'),
  () => import('./layers/Layers.svelte'),
  () => import('./inspector/Inspector.svelte'),
  () => import('./isolation/Isolation.svelte'),
  () => import('./resources/Resources.svelte'),
  () => import('./compare/Compare.svelte'),
  () => import('./map/Described.svelte'),
  () => import('./lesson/Lesson.svelte'),
  () => import('./editor/Editor.svelte'),
  () => import('./editor/plain'),
  () => import('./terminal/complete'),
  () => import('../locale/en'),
  () => import('../locale/zh-CN'),
  () => import('../locale/below/en'),
  () => import('../locale/below/zh-CN'),
]
