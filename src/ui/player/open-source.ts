import type { Opening, Source } from './source'

/** Opens the model behind the page. */
export async function openSource(_opening: Opening): Promise<Source> {
  const { paperVoyage } = await import('./paper-voyage')
  return paperVoyage()
}
