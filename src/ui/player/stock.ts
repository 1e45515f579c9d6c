import { atFirst, composed, fetchLooks, fetchPart, partNames, type Homes, type Looks } from '../../lesson/parts'
import type { Behaviours } from '../../trace/types'
import { views } from '../views'

/** The parts of the model that have come to this page, and the way to get others. */
export interface Stock {
  readonly looks: Looks | undefined
  has(part: string): boolean
  /** What those that are here make. */
  behaviours(): Behaviours
  /** Settled when the part is here; what failed is tried again when it is asked for again. */
  fetch(part: string): Promise<void>
  /** Settled when a line can be typed and answered. */
  ready(): Promise<void>
  /** Brings everything that is not here, one after the other, while the page has nothing else to do; says when questions can be answered. */
  fill(wanted: () => boolean, answering: () => void): Promise<void>
}

/** What is wanted as soon as the prompt is there: a line that is typed goes to a shell on a kernel. */
const first = ['kernel', 'bash']

export function stockOf(homes: Homes): Stock {
  let parts = atFirst
  let looks: Looks | undefined
  const coming = new Map<string, Promise<void>>()
  const bring = async (name: string): Promise<void> => {
    if (name === 'looks') looks = await fetchLooks()
    else {
      const part = await fetchPart(name)
      parts = { ...parts, [name]: part }
    }
  }
  const has = (name: string): boolean => (name === 'looks' ? looks !== undefined : name in parts)
  const fetch = (name: string): Promise<void> => {
    if (has(name)) return Promise.resolve()
    const under = coming.get(name) ?? bring(name).finally(() => coming.delete(name))
    coming.set(name, under)
    return under
  }
  return {
    get looks() {
      return looks
    },
    has,
    behaviours: () => composed(parts, homes),
    fetch,
    ready: () => Promise.all(first.map(fetch)).then(() => undefined),
    async fill(wanted, answering) {
      await Promise.allSettled(first.map(fetch))
      if (thrifty()) return
      const others = ['looks', ...partNames]
        .filter((name) => !has(name))
        .map((name) => () => fetch(name).then(name === 'looks' ? answering : undefined))
      for (const bringOne of [...others, ...views]) {
        await idle()
        if (!wanted()) return
        // Who needs it will hear why it does not come.
        await bringOne().catch(() => undefined)
      }
    },
  }
}

/** The whole model at once: for a beginning that nobody has prepared, and where all code is one file. */
export async function wholeStock(): Promise<
  Stock & Pick<typeof import('../../lesson/open-voyage'), 'openVoyage' | 'hubShelf'>
> {
  const [looks, { openVoyage, hubShelf, wholeBehaviours }] = await Promise.all([
    fetchLooks(),
    import('../../lesson/open-voyage'),
  ])
  const here = (): Promise<void> => Promise.resolve()
  return {
    looks,
    has: () => true,
    behaviours: () => wholeBehaviours,
    fetch: here,
    ready: here,
    fill: here,
    openVoyage,
    hubShelf,
  }
}

/** Who pays for every byte is sent only what is asked for. */
const thrifty = (): boolean =>
  (navigator as { readonly connection?: { readonly saveData?: boolean } }).connection?.saveData === true

const idle = (): Promise<void> =>
  new Promise((done) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => done(), { timeout: 2_000 })
    else setTimeout(done, 100)
  })
