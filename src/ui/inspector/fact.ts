import type { FactName } from '../../locale/words'
import type { Target } from '../desk.svelte'

export interface Fact {
  readonly name: FactName
  readonly value: string
  readonly mono?: boolean
  readonly open?: Target
}

export interface Section {
  readonly title: string
  readonly text?: string
  /** The bytes themselves, where they are named by their sha-256; the text is those bytes, laid out. */
  readonly bytes?: string
  /** The `sha256:…` that these bytes go by. */
  readonly digest?: string
  readonly rows?: readonly { readonly text: string; readonly open?: Target }[]
}

/** What the inspector shows of one thing, as plain data. */
export interface Content {
  readonly title: string
  readonly sentence?: string
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
  /** The command that shows the same on a real host. */
  readonly real?: string
  readonly step?: number
}

export const fact = (name: FactName, value: string | number | undefined, mono = false): readonly Fact[] =>
  value === undefined || value === '' ? [] : [{ name, value: String(value), mono }]

export const gone = (id: string): Content => ({ title: id.slice(0, 19), facts: [], sections: [] })
