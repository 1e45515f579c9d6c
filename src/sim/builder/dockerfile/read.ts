import { at, parseError, suggest, unknownInstruction } from '../errors'
import type { Instruction, Written } from './instruction'
import { parseArg } from './instructions/arg'
import { parseCmd } from './instructions/cmd'
import { parseAdd, parseCopy } from './instructions/copy'
import { parseEntrypoint } from './instructions/entrypoint'
import { parseEnv } from './instructions/env'
import { parseExpose } from './instructions/expose'
import { parseFrom } from './instructions/from'
import { parseHealthcheck } from './instructions/healthcheck'
import { parseLabel } from './instructions/label'
import { parseMaintainer } from './instructions/maintainer'
import { parseOnbuild } from './instructions/onbuild'
import { parseRun } from './instructions/run'
import { parseShell } from './instructions/shell'
import { parseStopsignal } from './instructions/stopsignal'
import { parseUser } from './instructions/user'
import { parseVolume } from './instructions/volume'
import { parseWorkdir } from './instructions/workdir'
import type { Node } from './parse'

const parsers: Readonly<Record<string, (node: Node, written: Written) => Instruction>> = {
  add: parseAdd,
  arg: parseArg,
  cmd: parseCmd,
  copy: parseCopy,
  entrypoint: parseEntrypoint,
  env: parseEnv,
  expose: parseExpose,
  from: parseFrom,
  healthcheck: parseHealthcheck,
  label: parseLabel,
  maintainer: parseMaintainer,
  onbuild: parseOnbuild,
  run: parseRun,
  shell: parseShell,
  stopsignal: parseStopsignal,
  user: parseUser,
  volume: parseVolume,
  workdir: parseWorkdir,
}

/** What one instruction says. Throws with its lines and "dockerfile parse error on line N". */
export function readInstruction(node: Node): Instruction {
  const lines = { start: node.start, end: node.end }
  const name = node.name.toLowerCase()
  try {
    const parser = Object.hasOwn(parsers, name) ? parsers[name] : undefined
    if (parser === undefined)
      throw new Error(suggest(unknownInstruction(node.name), node.name, Object.keys(parsers), false))
    return parser(node, { name, code: node.original.trim(), lines })
  } catch (error) {
    throw at(lines, new Error(parseError(node.start, (error as Error).message)))
  }
}
