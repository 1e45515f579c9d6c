import { native, type Value } from '../value/thing'
import type { Machine } from '../machine/core'

/**
 * os, sys, time, socket, platform, getpass, shutil and open(): what a program sees of its machine, by system calls.
 *
 * @models docs.python.org/3/library
 * @fidelity part: what scripts in tutorials use
 */
export type Members = Readonly<Record<string, (m: Machine) => Value>>

/** Members that are functions of that name. */
export const functions = (module: string, names: string): Members =>
  Object.fromEntries(names.split(' ').map((name) => [name, () => native(`${module}.${name}`)]))
