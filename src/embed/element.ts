import { attributes } from '../ui/attributes'
import type { Page } from '../ui/open'

/** In Node (server-side rendering) there is no HTMLElement: importing this file then does nothing. */
const Base = (typeof HTMLElement === 'undefined' ? Object : HTMLElement) as typeof HTMLElement

/**
 * `<glass-whale>`: the page as an element. It loads the page when it is put into a document and takes everything down when it is
 * taken out; what is inside the element shows until then, without script and in print.
 */
export class GlassWhale extends Base {
  static readonly observedAttributes: readonly string[] = attributes

  #page: Promise<Page> | undefined
  /** Numbers each opening, so that one that was overtaken by a disconnection closes itself. */
  #opening = 0

  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    if (this.getAttribute('loading') === 'lazy') this.#whenSeen(root)
    else void this.#open(root)
  }

  disconnectedCallback(): void {
    this.#opening++
    this.#seen?.disconnect()
    const page = this.#page
    this.#page = undefined
    void page?.then(
      (open) => open.close(),
      () => undefined,
    )
    this.shadowRoot?.replaceChildren()
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (before === value || this.#page === undefined) return
    void this.#page.then((page) => page.settings.set(name, value))
  }

  #seen: IntersectionObserver | undefined

  #whenSeen(root: ShadowRoot): void {
    root.innerHTML = '<slot></slot>'
    this.#seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      this.#seen?.disconnect()
      void this.#open(root)
    })
    this.#seen.observe(this)
  }

  async #open(root: ShadowRoot): Promise<void> {
    const opening = ++this.#opening
    root.replaceChildren(document.createElement('slot'))
    this.#page = import('../ui/open').then(({ openPage }) => {
      if (opening !== this.#opening) throw new Error('taken out')
      const given = Object.fromEntries(
        attributes.filter((name) => this.hasAttribute(name)).map((name) => [name, this.getAttribute(name)]),
      )
      return openPage(root, given, (name, detail) => this.#tell(name, detail))
    })
    try {
      const page = await this.#page
      if (opening !== this.#opening) page.close()
      else this.#tell('gw-ready', { lang: page.settings.lang })
    } catch (error) {
      if (opening === this.#opening) this.#failed(root, error)
    }
  }

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }

  #failed(root: ShadowRoot, error: unknown): void {
    const text = document.createElement('p')
    text.setAttribute('role', 'alert')
    text.textContent = /^zh/i.test(this.getAttribute('lang') ?? navigator.language)
      ? `Glasswhale 打开失败：${String(error)}`
      : `Glasswhale could not be opened: ${String(error)}`
    root.replaceChildren(text)
    this.#tell('gw-error', { message: String(error) })
  }

  #with<T>(act: (page: Page) => T): Promise<Awaited<T>> {
    if (this.#page === undefined) {
      const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      this.#seen?.disconnect()
      void this.#open(root)
    }
    return this.#page!.then(act) as Promise<Awaited<T>>
  }

  play(): Promise<void> {
    return this.#with((page) => page.play())
  }

  pause(): Promise<void> {
    return this.#with((page) => page.pause())
  }

  step(by = 1): Promise<void> {
    return this.#with((page) => page.step(by))
  }

  seek(where: number | string): Promise<void> {
    return this.#with((page) => page.seek(where))
  }

  run(command: string): ReturnType<Page['run']> {
    return this.#with((page) => page.run(command))
  }

  reset(): Promise<void> {
    return this.#with((page) => page.reset())
  }
}

if (typeof customElements !== 'undefined' && customElements.get('glass-whale') === undefined)
  customElements.define('glass-whale', GlassWhale)
