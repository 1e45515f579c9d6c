/**
 * What systemctl(1) and journalctl(1) say to the service manager, one JSON text each way on /run/systemd/private.
 *
 * @models systemd org.freedesktop.systemd1(5)
 * @fidelity part: readable text in the place of D-Bus messages, an answer when the job is done in the place of JobRemoved
 */
export interface ManagerCall {
  readonly call:
    | 'StartUnit'
    | 'StopUnit'
    | 'RestartUnit'
    | 'ReloadUnit'
    | 'ResetFailedUnit'
    | 'EnableUnit'
    | 'DisableUnit'
    | 'GetUnits'
    | 'GetJournal'
  readonly units: readonly string[]
}

export interface ManagerAnswer {
  readonly units: Readonly<Record<string, UnitView>>
  /** Jobs that failed. */
  readonly failed: readonly string[]
  readonly journal?: readonly JournalRow[]
}

export type ActiveState = 'inactive' | 'activating' | 'active' | 'deactivating' | 'failed'

export interface UnitView {
  readonly name: string
  readonly active: ActiveState
  /** `running`, `dead`, `listening`, `auto-restart` … */
  readonly sub: string
  readonly pid: number
  /** How the last main process ended, and its number. */
  readonly last?: { readonly pid: number; readonly status: number }
  readonly result: string
  /** Simulated microseconds at which it came into this state. */
  readonly since: number
  readonly enabled: boolean
}

export interface JournalRow {
  /** Simulated microseconds. */
  readonly at: number
  readonly unit: string
  /** `systemd[1]`, `dockerd[622]`. */
  readonly by: string
  readonly text: string
}
