import { netInfo, type LinkInfo } from './links'
import { fail, isBusybox, oneShot, put } from '../face'

/**
 * Bridges and what hangs on them: brctl, bridge.
 *
 * @models bridge-utils brctl(8), iproute2 bridge(8), busybox networking/brctl.c
 * @fidelity part: showing only: brctl show, bridge link
 */
const identifier = (bridge: LinkInfo): string => `8000.${bridge.mac.replaceAll(':', '')}`

export const brctl = oneShot('brctl', (sys, args) => {
  const [verb, only] = args
  if (verb !== 'show') return fail(sys, `glasswhale: brctl only shows: ${verb ?? 'no command'} is not simulated`)
  const { links } = netInfo(sys)
  const bridges = links.filter(({ kind, name }) => kind === 'bridge' && (only === undefined || name === only))
  if (only !== undefined && bridges.length === 0)
    return isBusybox(sys)
      ? fail(sys, `bridge ${only} does not exist`)
      : (put(sys, `bridge ${only} does not exist!\n`), 1)
  const lines = bridges.flatMap((bridge) => {
    const [first = '', ...more] = links.filter(({ master }) => master === bridge.name).map(({ name }) => name)
    return [`${bridge.name}\t\t${identifier(bridge)}\tno\t\t${first}`, ...more.map((name) => `\t\t\t\t\t\t\t${name}`)]
  })
  put(sys, ['bridge name\tbridge id\t\tSTP enabled\tinterfaces', ...lines].map((line) => `${line}\n`).join(''))
  return 0
})

export const bridge = oneShot('bridge', (sys, args) => {
  const [object = 'link'] = args.filter((word) => !word.startsWith('-') && word !== 'show')
  if (!'link'.startsWith(object)) return fail(sys, `glasswhale: bridge ${object} is not simulated; bridge link is`)
  const slaves = netInfo(sys).links.filter(({ master }) => master !== undefined)
  const line = (link: LinkInfo) =>
    `${link.index}: ${link.name}${link.peer ? `@if${link.peer.index}` : ''}: <BROADCAST,MULTICAST${link.up ? ',UP,LOWER_UP' : ''}> mtu ${link.mtu} master ${link.master!} state ${link.up ? 'forwarding' : 'disabled'} priority 32 cost 2 \n`
  put(sys, slaves.map(line).join(''))
  return 0
})
