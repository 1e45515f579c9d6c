/**
 * What a reader of traces may name: the scene and the page see the world through these types and nothing else of sim.
 */
export type { World } from '../sim/world/world'
export type { Behaviours } from '../sim/world/behaviour'
export type { Depth, Message, Micros } from '../sim/world/message'
export type { Address } from '../sim/wire/address'
export type { Payload, PayloadKind } from '../sim/wire/payload'
export type { Json } from '../sim/wire/rpc'
export type { SyscallOp } from '../sim/wire/syscall'
export type * from '../sim/wire/view'
export { kindOf, nodeOf, pidOf } from '../sim/wire/address'
