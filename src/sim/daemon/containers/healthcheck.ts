import type { ContainerConfig } from '../../api/container'
import type { HealthcheckConfig } from '../../oci/config'

/** A HEALTHCHECK with everything that was left out, in microseconds. @models moby daemon/health.go getProbe, timeoutWithDefault @fidelity full */
export interface Healthcheck {
  readonly argv: readonly string[]
  readonly interval: number
  readonly timeout: number
  readonly startPeriod: number
  readonly startInterval: number
  readonly retries: number
}

const second = 1_000_000

export function healthcheckOf(config: ContainerConfig): Healthcheck | undefined {
  const check = config.Healthcheck as HealthcheckConfig | undefined
  const [kind, ...words] = check?.Test ?? []
  if (check === undefined || (kind !== 'CMD' && kind !== 'CMD-SHELL')) return undefined
  const micros = (nanos: number | undefined, otherwise: number) =>
    nanos ? Math.max(1, Math.round(nanos / 1000)) : otherwise
  return {
    argv: kind === 'CMD' ? words : [...((config.Shell ?? []).length > 0 ? config.Shell! : ['/bin/sh', '-c']), ...words],
    interval: micros(check.Interval, 30 * second),
    timeout: micros(check.Timeout, 30 * second),
    startPeriod: micros(check.StartPeriod, 0),
    startInterval: micros(check.StartInterval, 5 * second),
    retries: check.Retries || 3,
  }
}

/** What a container was given, completed by its image's. @models moby daemon/commit.go merge @fidelity full */
export function mergedHealthcheck(
  own: HealthcheckConfig | undefined,
  image: HealthcheckConfig | undefined,
): HealthcheckConfig | undefined {
  if (own === undefined || image === undefined) return own ?? image
  const test = (own.Test ?? []).length > 0 ? own.Test : image.Test
  const times = (['Interval', 'Timeout', 'StartPeriod', 'StartInterval', 'Retries'] as const).map(
    (key) => [key, own[key] || image[key]] as const,
  )
  return { ...(test !== undefined && { Test: test }), ...Object.fromEntries(times.filter(([, value]) => value)) }
}

const shortest = 1_000_000

/** What is wrong with it. @models moby daemon/container.go validateHealthCheck @fidelity full */
export function wrongHealthcheck(check: HealthcheckConfig | undefined): string | undefined {
  if (check === undefined) return undefined
  for (const key of ['Interval', 'Timeout'] as const)
    if (check[key] && check[key] < shortest) return `${key} in Healthcheck cannot be less than 1ms`
  if ((check.Retries ?? 0) < 0) return 'Retries in Healthcheck cannot be negative'
  if (check.StartPeriod && check.StartPeriod < shortest) return 'StartPeriod in Healthcheck cannot be less than 1ms'
  return check.StartInterval && check.StartInterval < shortest
    ? 'StartInterval in Healthcheck cannot be less than 1ms'
    : undefined
}
