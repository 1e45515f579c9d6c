import type { Json } from '../../../wire/rpc'
import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { changed, number, value } from '../../flags/parse'
import { bytes, nanoCpus, restartPolicy } from '../../run/config'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker update.
 *
 * @models docker/cli cli/command/container/update.go
 * @fidelity full
 */
interface Updating {
  readonly body: Json
  readonly at: number
  readonly warnings: readonly string[]
  readonly errors: readonly string[]
}

export const update = verb<Updating>({
  start(c) {
    if (Object.keys(c.parsed.given).length === 0)
      return c.fail('you must provide one or more flags when using this command')
    const restart =
      value(c.parsed, 'restart') === '' ? { Name: '', MaximumRetryCount: 0 } : restartPolicy(value(c.parsed, 'restart'))
    if ('error' in restart) return c.fail(restart.error)
    c.data = { body: bodyFor(c as Cli, restart), at: 0, warnings: [], errors: [] }
    next(c)
  },
  phases: {
    updated(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) c.data = { ...c.data, errors: [...c.data.errors, daemonError(heard)] }
      else {
        c.out(`${c.parsed.args[c.data.at]}\n`)
        c.data = {
          ...c.data,
          warnings: [...c.data.warnings, ...(bodyOf<{ Warnings: string[] | null }>(heard).Warnings ?? [])],
        }
      }
      c.data = { ...c.data, at: c.data.at + 1 }
      next(c)
    },
  },
})

function next(c: Cli<Updating>): void {
  const name = c.parsed.args[c.data.at]
  if (name !== undefined)
    return void c.call({ method: 'POST', path: `/containers/${name}/update`, body: c.data.body }, 'updated')
  if (c.data.warnings.length > 0) c.out(c.data.warnings.join('\n'))
  if (c.data.errors.length > 0) c.fail(c.data.errors.join('\n'))
  else c.exit(0)
}

function bodyFor(c: Cli, RestartPolicy: Json): Json {
  const p = c.parsed
  return {
    CpuShares: number(p, 'cpu-shares'),
    Memory: bytes(p, 'memory'),
    NanoCpus: nanoCpus(p),
    CgroupParent: '',
    BlkioWeight: number(p, 'blkio-weight'),
    BlkioWeightDevice: null,
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    CpuPeriod: number(p, 'cpu-period'),
    CpuQuota: number(p, 'cpu-quota'),
    CpuRealtimePeriod: number(p, 'cpu-rt-period'),
    CpuRealtimeRuntime: number(p, 'cpu-rt-runtime'),
    CpusetCpus: value(p, 'cpuset-cpus'),
    CpusetMems: value(p, 'cpuset-mems'),
    Devices: null,
    DeviceCgroupRules: null,
    DeviceRequests: null,
    MemoryReservation: bytes(p, 'memory-reservation'),
    MemorySwap: bytes(p, 'memory-swap'),
    MemorySwappiness: null,
    OomKillDisable: null,
    PidsLimit: changed(p, 'pids-limit') ? number(p, 'pids-limit') : null,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    RestartPolicy,
  }
}
