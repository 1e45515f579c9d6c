import { readFlags } from '../flags'
import type { EntrypointInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { noted, quotedList, withShell, type Stage } from '../stage'

export function parseEntrypoint(node: Node, written: Written): EntrypointInstruction {
  readFlags(node.flags, {})
  return { ...written, kind: 'entrypoint', argv: node.args, shell: !node.json }
}

/** A CMD that came from the base image is dropped: it was meant for another entrypoint. */
export function applyEntrypoint(s: Stage, c: EntrypointInstruction): Stage {
  const argv = c.shell ? withShell(s, c.argv) : c.argv
  const config = { ...s.config, Entrypoint: argv, ...(!s.cmdSet && { Cmd: null }) }
  return noted(s, `ENTRYPOINT ${quotedList(argv)}`, { config })
}
