import type { Resources, ThrottleDevice } from '../../oci/runtime-spec'
import { cgroupDir } from '../addresses'
import { swapAloneError } from './errors'
import type { Step } from './run'

/**
 * Limits as writes into cgroup v2 files.
 * @models runc libcontainer/cgroups/fs2, runtime-spec config-linux.md
 * @fidelity part: memory, cpu, cpuset, pids, io.max
 */
export function limitSteps(cgroupsPath: string, resources: Resources): readonly Step[] {
  const refusal = swapRefusal(resources.memory)
  return limitFiles(resources).map(([file, data]) => ({
    as: 'runc' as const,
    op: { name: 'write' as const, path: `${cgroupDir(cgroupsPath)}/${file}`, data },
    wrong: { kind: 'cgroup' as const },
    ...(refusal !== undefined && { refusal }),
  }))
}

export function limitFiles({
  memory,
  cpu,
  pids,
  blockIO,
}: Resources): readonly (readonly [file: string, data: string])[] {
  return [
    ...set('memory.low', memory?.reservation),
    ...set('memory.max', memory?.limit),
    ...swapMax(memory),
    ...(cpu?.shares ? [['cpu.weight', String(weightOf(cpu.shares))] as const] : []),
    ...(cpu?.quota || cpu?.period
      ? [['cpu.max', `${cpu.quota ? (cpu.quota < 0 ? 'max' : cpu.quota) : 'max'} ${cpu.period || 100000}`] as const]
      : []),
    ...(cpu?.cpus ? [['cpuset.cpus', cpu.cpus] as const] : []),
    ...(cpu?.mems ? [['cpuset.mems', cpu.mems] as const] : []),
    ...(pids === undefined || pids.limit === 0
      ? []
      : [['pids.max', pids.limit < 0 ? 'max' : String(pids.limit)] as const]),
    ...throttles('rbps', blockIO?.throttleReadBpsDevice),
    ...throttles('wbps', blockIO?.throttleWriteBpsDevice),
    ...throttles('riops', blockIO?.throttleReadIOPSDevice),
    ...throttles('wiops', blockIO?.throttleWriteIOPSDevice),
  ]
}

const throttles = (key: string, devices: readonly ThrottleDevice[] = []): readonly (readonly [string, string])[] =>
  devices.map(({ major, minor, rate }) => ['io.max', `${major}:${minor} ${key}=${rate}`] as const)

const set = (file: string, value: number | undefined): readonly (readonly [string, string])[] =>
  value === undefined || value === 0 ? [] : [[file, value < 0 ? 'max' : String(value)]]

/** cgroup v2 knows no sum of memory and swap, so a limit of the sum alone has no meaning. */
const swapRefusal = (memory: Resources['memory']): string | undefined =>
  memory?.swap && memory.swap > 0 && (memory.limit ?? 0) <= 0 ? swapAloneError : undefined

/** Docker's swap is memory and swap together; cgroup v2 wants swap alone. */
function swapMax(memory: Resources['memory']): readonly (readonly [string, string])[] {
  if (!memory?.swap) return []
  if (memory.swap < 0) return [['memory.swap.max', 'max']]
  return [['memory.swap.max', String(Math.max(0, memory.swap - (memory.limit ?? 0)))]]
}

/** cpu.shares [2, 262144] to cpu.weight [1, 10000]. */
export const weightOf = (shares: number): number => 1 + Math.floor(((shares - 2) * 9999) / 262142)
