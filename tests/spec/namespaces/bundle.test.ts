import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RuntimeSpec } from '../../../src/sim/oci/runtime-spec'
import { faults, type Rules, type Schema } from '../../schemas/validate'
import { deskWith, done } from '../../desk'

/** config.json of the runtime bundle, held against the schema of the runtime specification and against those that a real dockerd wrote. */
const shared = process.env['GLASSWHALE_SHARED'] ?? join(process.cwd(), '../shared')
const golden = join(shared, 'golden/runtime-bundles')
const schemas = join(shared, 'data/schemas/runtime-spec')

interface Bundle {
  readonly args: string
  readonly 'config.json': RuntimeSpec
}

const names = existsSync(golden) ? readdirSync(golden).map((file) => file.replace('.json', '')) : []
const goldenOf = (name: string): Bundle => JSON.parse(readFileSync(join(golden, `${name}.json`), 'utf8')) as Bundle

const before: Readonly<Record<string, string>> = {
  usernet: 'docker network create n1',
  volfrom: 'docker create --name tgt alpine true',
}

const bundlePath = '/run/containerd/io.containerd.runtime.v2.task/moby'

function ours(name: string, args: string): RuntimeSpec {
  const desk = deskWith()
  if (before[name] !== undefined) done(desk, before[name])
  const id = done(desk, args)
    .match(/[0-9a-f]{64}/g)!
    .at(-1)!
  const container = done(desk, `docker ps -aq --no-trunc -f name=oc-${name}`).trim() || id
  return JSON.parse(done(desk, `sudo cat ${bundlePath}/${container}/config.json`)) as RuntimeSpec
}

/** Paths of the engine that was recorded, and ids, as ours would be. */
const neutral = (text: string): string =>
  text
    .replace('/var/lib/oracle/root', '/var/lib/docker')
    .replace('/srv/oracle/trixie', '')
    .replace(/[0-9a-f]{64}/g, 'ID')

/** The recorded engine kept its data below /tmp: moby makes a bind of what holds its data a slave. */
const propagation = (option: string): string => (option === 'rslave' ? 'rprivate' : option)

const mountsOf = (spec: RuntimeSpec) =>
  Object.fromEntries(
    spec.mounts.map(({ destination, type, source, options }) => [
      destination,
      { type, source: neutral(source), options: options.map(propagation).sort() },
    ]),
  )

/** The recorded engine ran on cgroup v1, where Docker does not make a cgroup namespace. */
const namespacesOf = (spec: RuntimeSpec) =>
  spec.linux.namespaces.map(({ type }) => type).filter((type) => type !== 'cgroup')

describe.skipIf(names.length === 0)('the bundle', () => {
  test.each(names)('[NS-1] %s is as dockerd has it', (name) => {
    const { args, 'config.json': real } = goldenOf(name)
    const made = ours(name, args)
    expect(namespacesOf(made)).toEqual(namespacesOf(real))
    expect(mountsOf(made)).toEqual(mountsOf(real))
    expect(made.process.args).toEqual(real.process.args)
    expect(made.process.cwd).toBe(real.process.cwd)
    expect(made.process.terminal).toBe(real.process.terminal)
    expect(made.process.rlimits).toEqual(real.process.rlimits)
    expect(made.process.noNewPrivileges).toBe(real.process.noNewPrivileges)
    expect(made.process.oomScoreAdj).toBe(real.process.oomScoreAdj)
    expect(made.root.readonly).toBe(real.root.readonly)
    expect(made.linux.sysctl).toEqual(real.linux.sysctl)
    expect(made.linux.readonlyPaths).toEqual(real.linux.readonlyPaths)
    expect(made.linux.maskedPaths ?? []).toEqual(expect.arrayContaining([...(real.linux.maskedPaths ?? [])]))
    expect('hostname' in made).toBe('hostname' in real)
    expect('seccomp' in made.linux).toBe('seccomp' in real.linux)
    // The recorder itself had no CAP_SYS_RESOURCE to give away.
    const known = (set: readonly string[]) => set.filter((cap) => cap !== 'CAP_SYS_RESOURCE')
    expect(known(made.process.capabilities.bounding)).toEqual(known(real.process.capabilities.bounding))
    expect(known(made.process.capabilities.effective)).toEqual(known(real.process.capabilities.effective))
    const { memory: _outline, devices: _rules, blockIO: _none, ...limits } = real.linux.resources
    expect(made.linux.resources).toMatchObject(limits)
  })
})

describe.skipIf(!existsSync(schemas))('the schema of the runtime specification', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(schemas, file), 'utf8')) as Schema
  const rules: Rules = {
    resolve: (ref, base) => {
      const [file = '', pointer = ''] = ref.split('#')
      const document = file === '' ? base : file
      const parts = pointer.split('/').filter((part) => part !== '')
      return [
        parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], read(document)) as Schema,
        document,
      ]
    },
    nullable: () => false,
  }

  test.each([
    'docker run -d --name oc-x -m 64m --cpus 0.5 --pids-limit 20 --ulimit nofile=10:20 alpine sleep 60',
    'docker run -d --name oc-x --privileged --pid host --network none alpine sleep 60',
    'docker run -dt --name oc-x --read-only --tmpfs /t --device /dev/fuse --user 1000:1000 alpine sleep 60',
  ])('[NS-2] %s fits', (args) => {
    expect(faults(ours('x', args), read('config-schema.json'), rules, 'config-schema.json')).toEqual([])
  })
})
