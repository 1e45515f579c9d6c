import { native, type Value } from '../value/thing'
import type { Machine } from '../machine/core'

/** Members of built-in modules, made when a program asks for them. */

export type Members = Readonly<Record<string, (m: Machine) => Value>>

/** Members that are functions of that name. */
export const functions = (module: string, names: string): Members =>
  Object.fromEntries(names.split(' ').map((name) => [name, () => native(`${module}.${name}`)]))
