import type { EventFrom } from 'xstate'
import type { Address } from '../../wire/address'
import type { HttpRequest } from '../../wire/http'
import type { ActiveState, JournalRow, ManagerCall } from '../../wire/systemd'
import { noCalls, patch, type Calling, type Draft } from '../../world/draft'
import { born, lived, type Life } from '../../world/life'
import { unitMachine } from './unit.machine'

/** What systemd keeps. Plain data, like every node's state. */
export interface SystemdState extends Calling {
  readonly units: Readonly<Record<string, Unit>>
  readonly journal: readonly JournalRow[]
  /** Connections in the backlog of docker.socket, with what has been said on them. */
  readonly backlog: readonly { readonly from: Address; readonly payload: HttpRequest }[]
  /** Calls whose jobs are not done. */
  readonly jobs: readonly Job[]
}

export interface Unit {
  readonly name: string
  readonly life: Life
  readonly since: number
  readonly pid: number
  readonly last?: { readonly pid: number; readonly status: number }
  readonly result: string
  readonly enabled: boolean
  /** It is to start once it has stopped. */
  readonly restart?: true
  /** Waits for RestartSec to be over. */
  readonly delayed?: true
  /** When it was started of late: the limit of starts. */
  readonly starts: readonly number[]
  /** How often it was started again by itself. */
  readonly restarts?: number
}

export interface Job {
  readonly to: Address
  readonly conn: string
  readonly call: ManagerCall
  readonly failed: readonly string[]
  /** Units whose job is not done. */
  readonly left: readonly string[]
}

export type Manager = Draft<SystemdState>

/** How a unit is described; all that differs between them. */
export interface UnitFile {
  readonly title: string
  readonly kind: 'service' | 'socket'
  /** ExecStart, and the node that plays it. */
  readonly argv?: readonly string[]
  readonly node?: Address
  readonly socket?: string
}

export const unitFiles: Readonly<Record<string, UnitFile>> = {
  'docker.service': {
    title: 'Docker Application Container Engine',
    kind: 'service',
    argv: ['/usr/bin/dockerd', '-H', 'fd://', '--containerd=/run/containerd/containerd.sock'],
    node: 'dockerd',
  },
  'docker.socket': { title: 'Docker Socket for the API', kind: 'socket', socket: '/run/docker.sock' },
  'containerd.service': { title: 'containerd container runtime', kind: 'service' },
}

const up = (name: string, pid: number, since: number): Unit => ({
  name,
  life: { ...born(unitMachine), value: 'active' },
  since,
  pid,
  result: 'success',
  enabled: true,
  starts: [],
})

export function newSystemd(bootAt: number): SystemdState {
  const units = [
    up('containerd.service', 514, bootAt + 514_000),
    up('docker.socket', 0, bootAt + 520_000),
    up('docker.service', 622, bootAt + 622_000),
  ]
  const said = (unit: string, after: number, text: string): JournalRow => ({
    at: bootAt + after,
    unit,
    by: 'systemd[1]',
    text,
  })
  const { 'docker.service': docker, 'docker.socket': socket, 'containerd.service': containerd } = unitFiles
  return {
    ...noCalls,
    units: Object.fromEntries(units.map((unit) => [unit.name, unit])),
    journal: [
      said('containerd.service', 514_000, `Started containerd.service - ${containerd!.title}.`),
      said('docker.socket', 520_000, `Listening on docker.socket - ${socket!.title}.`),
      said('docker.service', 560_000, `Starting docker.service - ${docker!.title}...`),
      said('docker.service', 622_000, `Started docker.service - ${docker!.title}.`),
    ],
    backlog: [],
    jobs: [],
  }
}

export const activeOf = (unit: Unit): ActiveState => unit.life.value as ActiveState

export const change = (d: Manager, name: string, to: Partial<Unit>): void => {
  const unit = d.state.units[name]
  if (unit !== undefined) patch(d, { units: { ...d.state.units, [name]: { ...unit, ...to } } })
}

export function live(d: Manager, name: string, event: EventFrom<typeof unitMachine>, to: Partial<Unit> = {}): void {
  const unit = d.state.units[name]
  if (unit === undefined) return
  const life = lived(unitMachine, unit.life as never, event)
  change(d, name, { ...to, life, ...(life !== unit.life && { since: d.now }) })
}

export const unset = (d: Manager, name: string, flag: 'restart' | 'delayed'): void => {
  const { [flag]: _was, ...unit } = d.state.units[name]!
  patch(d, { units: { ...d.state.units, [name]: unit } })
}

export const note = (d: Manager, unit: string, text: string, by = 'systemd[1]'): void =>
  patch(d, { journal: [...d.state.journal.slice(-999), { at: d.now, unit, by, text }] })
