import type { Plugin } from 'vite'

/**
 * Cuts what a lazily loaded module brings with it into pieces that a browser fetches side by side. The modules are laid out in the order
 * in which they are evaluated and cut into runs of about `most` characters of source: a run only needs runs before it, so no two pieces
 * import each other. What the rest of the page needs as well stays out, or the page would wait for a whole piece.
 */
export function pieces(entry: string, most: number): Plugin {
  const plan = new Map<string, string>()
  return {
    name: 'glasswhale-pieces',
    apply: 'build',
    config: () => ({
      build: {
        rollupOptions: {
          output: {
            codeSplitting: {
              includeDependenciesRecursively: false,
              groups: [{ name: (id: string) => plan.get(id) ?? null }],
            },
          },
        },
      },
    }),
    buildEnd() {
      const about = (id: string) => this.getModuleInfo(id)
      const after = (root: string, order = new Set<string>(), begun = new Set<string>()): Set<string> => {
        if (begun.has(root)) return order
        begun.add(root)
        for (const id of about(root)?.importedIds ?? []) after(id, order, begun)
        return order.add(root)
      }
      const roots = [...this.getModuleIds()].filter(
        (id) => about(id)?.isEntry || (about(id)?.dynamicImporters.length ?? 0) > 0,
      )
      const lazy = roots.find((id) => id.endsWith(entry))
      if (lazy === undefined) return this.error(`nothing imports ${entry} lazily`)
      const shared = new Set(roots.filter((id) => id !== lazy).flatMap((id) => [...after(id)]))
      let length = 0
      for (const id of after(lazy)) {
        if (id === lazy || shared.has(id)) continue
        plan.set(id, `model-${Math.floor(length / most) + 1}`)
        length += about(id)?.code?.length ?? 0
      }
    },
  }
}
