import { asks, bodyOf } from '../shapes'

/**
 * docker port.
 *
 * @models docker/cli cli/command/container/port.go
 * @fidelity full
 */
interface Inspected {
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>
  }
}

export const port = asks({
  request: (c) => ({ method: 'GET', path: `/containers/${c.parsed.args[0]}/json` }),
  tell: (c, answer) => {
    const { Ports } = bodyOf<Inspected>(answer).NetworkSettings
    const [name, asked] = c.parsed.args
    const shown = (b: { HostIp: string; HostPort: string }) =>
      `${b.HostIp.includes(':') ? `[${b.HostIp}]` : b.HostIp}:${b.HostPort}`
    if (asked === undefined) {
      const lines = Object.keys(Ports)
        .sort(natural)
        .flatMap((p) => (Ports[p] ?? []).map((b) => `${p} -> ${shown(b)}\n`))
      c.out(lines.join(''))
      return c.exit(0)
    }
    const [number, proto = 'tcp'] = asked.split('/')
    if (!/^\d+$/.test(number!))
      return c.fail(`invalid port '${number}': strconv.ParseUint: parsing "${number}": invalid syntax`)
    const bindings = Ports[`${number}/${proto.toLowerCase()}`]
    if (bindings === undefined || bindings === null || bindings.length === 0)
      return c.fail(`Error: No public port '${asked}' published for ${name}`)
    c.out(bindings.map((b) => `${shown(b)}\n`).join(''))
    c.exit(0)
  },
})

/** `53/udp` before `80/tcp`: numbers in a text are compared as numbers. */
function natural(a: string, b: string): number {
  const [pa, pb] = [parseInt(a, 10), parseInt(b, 10)]
  return pa !== pb ? pa - pb : a < b ? -1 : 1
}
