import { withAliases } from '../programs/aliases'
import type { Program } from '../wire/sys'
import { absent } from '../world/absent'
import type { Behaviour, Behaviours } from '../world/behaviour'

/** What somebody who asks the model outside a step has to know, too. */
export { isAbsent } from '../world/absent'

/**
 * The model in parts: what plays which kind of node, and which program. Put together here from those parts that are there; for the others
 * stands something that says which one is wanted. A world does not know: with all parts or some, its steps are the same.
 */
export interface Part {
  /** Behaviours by kind of node. */
  readonly machines?: Behaviours
  /** The kernel, which needs to know the programs. */
  readonly kernel?: (programs: Readonly<Record<string, Program>>) => Behaviour
  /** Programs by the names that their stand-ins in a file system carry. */
  readonly programs?: Readonly<Record<string, Program>>
}

export type Parts = Readonly<Record<string, Part>>

/** Which part each program comes with. */
export type Homes = Readonly<Record<string, string>>

/** Which part each kind of node comes with. */
const machineHomes: Homes = {
  host: 'kernel',
  systemd: 'kernel',
  dockerd: 'dockerd',
  containerd: 'runtime',
  shim: 'runtime',
  runc: 'runtime',
  buildkit: 'builder',
  hub: 'hub',
  terminal: 'terminal',
}

export function compose(parts: Parts, homes: Homes): Behaviours {
  const programs = { ...mapped(homes, wantedProgram), ...allPrograms(parts) }
  const there = Object.values(parts).map(({ machines, kernel }) => ({
    ...machines,
    ...(kernel && { host: kernel(programs) }),
  }))
  return Object.assign(mapped(machineHomes, wantedMachine), ...there) as Behaviours
}

const mapped = <T>(homes: Homes, make: (part: string, name: string) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(homes).map(([name, part]) => [name, make(part, name)]))

const wantedMachine = (part: string): Behaviour => {
  return () => {
    throw absent(part)
  }
}

const wantedProgram = (part: string, name: string): Program => {
  const wanted = (): never => {
    throw absent(part)
  }
  return { name, start: wanted, resume: wanted }
}

const allPrograms = (parts: Parts): Readonly<Record<string, Program>> =>
  Object.assign({}, ...Object.values(parts).map((part) => programsOf(part))) as Record<string, Program>

/** The programs of a part, by all their names. */
const programsOf = ({ programs = {} }: Part): Readonly<Record<string, Program>> => withAliases(programs)

/** Where each program of these parts is; of two of a name the later one's part counts, as in {@link compose}. */
export const homesOf = (parts: Parts): Homes =>
  Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => Object.keys(programsOf(part)).map((program) => [program, name])),
  )
