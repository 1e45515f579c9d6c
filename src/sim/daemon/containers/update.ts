import type { HostConfig, RestartPolicy } from '../../api/container'
import { methods } from '../../runtime/face'
import { badJson, badRestartPolicy, cannotUpdate, memoryAboveSwap, refusal } from '../errors'
import type { Continuations, Handler } from '../request'
import { bodyOf, error, json, sinkOf } from '../respond'
import { resourcesOf } from '../spec'
import type { Daemon, Sink } from '../state'
import { containerEvent } from '../system/events'
import { work, type Worked } from '../work'
import { change, isRunning, refuse, withContainer } from './lookup'
import { resources } from './validate'

/** `POST /containers/{name}/update`. @models moby daemon/update.go, container/container_unix.go UpdateContainer @fidelity part: memory, cpu, pids, restart policy */
export const update: Handler = (d, req) => {
  const body = bodyOf(req) as Partial<HostConfig> | undefined
  if (body === undefined) return error(d, req, 400, badJson)
  withContainer(d, req, (container) => {
    const host: HostConfig = { ...container.hostConfig, ...given(body) }
    const wrong = clash(container.hostConfig, body) ?? (host.Memory === 0 ? undefined : resources(host)?.message)
    if (wrong !== undefined) return refuse(d, req, refusal(500, cannotUpdate(container.id, wrong)))
    const policy = body.RestartPolicy?.Name ?? ''
    if (!['', 'no', 'always', 'on-failure', 'unless-stopped'].includes(policy))
      return refuse(d, req, badRestartPolicy(policy))
    if (container.hostConfig.AutoRemove && policy !== '' && policy !== 'no') {
      return refuse(
        d,
        req,
        refusal(
          409,
          cannotUpdate(
            container.id,
            'Restart policy cannot be updated because AutoRemove is enabled for the container',
          ),
        ),
      )
    }
    change(d, container.id, { hostConfig: host, restart: host.RestartPolicy.Name })
    const acts = isRunning(container)
      ? [{ rpc: methods.update, args: { id: container.id, resources: resourcesOf(host) } }]
      : []
    work(d, acts, { then: 'containers.update/done', data: { id: container.id, sink: sinkOf(req) } })
  })
}

const clash = (now: HostConfig, body: Partial<HostConfig>): string | undefined =>
  (body.Memory ?? 0) > 0 && !body.MemorySwap && now.MemorySwap > 0 && body.Memory! > now.MemorySwap
    ? memoryAboveSwap
    : (body.Memory ?? 0) > 0 && !body.MemorySwap && now.Memory === 0 && now.MemorySwap === 0
      ? memoryAboveSwap
      : undefined

/** Zero, empty and null mean: as it was. */
function given(body: Partial<HostConfig>): Partial<HostConfig> {
  const numbers = [
    'CpuShares',
    'Memory',
    'NanoCpus',
    'CpuPeriod',
    'CpuQuota',
    'MemoryReservation',
    'MemorySwap',
    'PidsLimit',
  ] as const
  const words = ['CpusetCpus', 'CpusetMems'] as const
  const set = [...numbers, ...words].flatMap((key) => (body[key] ? [[key, body[key]] as const] : []))
  return { ...Object.fromEntries(set), ...policyOf(body.RestartPolicy) }
}

const policyOf = (policy: RestartPolicy | undefined): Partial<HostConfig> =>
  policy?.Name ? { RestartPolicy: policy } : {}

function done(d: Daemon, { id, sink }: { id: string; sink: Sink }, worked: Worked): void {
  if (worked.failed !== undefined) return refuse(d, sink, refusal(500, cannotUpdate(id, worked.failed.message)))
  const container = d.state.containers[id]
  if (container !== undefined) containerEvent(d, container, 'update')
  json(d, sink, 200, { Warnings: null })
}

export const updateContinuations: Continuations = { 'containers.update/done': done }
