import { exactlyOneArgument } from '../../errors'
import type { StopsignalInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, noted, type Making, type Stage } from '../stage'

const names =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'.split(
    ' ',
  )

export function parseStopsignal(node: Node, written: Written): StopsignalInstruction {
  if (node.args.length !== 1) throw new Error(exactlyOneArgument('STOPSIGNAL'))
  return { ...written, kind: 'stopsignal', signal: node.args[0]! }
}

export function applyStopsignal(s: Stage, c: StopsignalInstruction, making: Making): Stage {
  const signal = expand(s, making, c.signal)
  const name = signal
    .toUpperCase()
    .replace(/^SIG/, '')
    .replace(/^RTM(IN\+|AX-)\d+$/, 'RTMIN')
  if (!(/^\d+$/.test(signal) ? Number(signal) > 0 : names.includes(name))) throw new Error(`invalid signal: ${signal}`)
  return noted(s, `STOPSIGNAL ${signal}`, { config: { ...s.config, StopSignal: signal } })
}
