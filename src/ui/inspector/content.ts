import type { Words } from '../../locale/words'
import { namesOf } from '../../scene/layout/layers'
import { portText } from '../../scene/layout/map'
import { containerOf, stateName, type Seen } from '../../scene/seen'
import type { ContainerView, ImageView, ProcessView } from '../../trace/types'
import type { Desk, Target } from '../desk.svelte'
import { bytes } from '../units'
import { ofCgroup, ofOverlay, ofProcess } from './below'
import { fact, gone, type Content } from './fact'
import { ofMessage, pretty } from './message'
import { ofPlace } from './place'

export function contentOf(target: Target, desk: Desk): Content {
  const { seen } = desk.player
  const words = desk.words
  switch (target.kind) {
    case 'message':
      return ofMessage(target.message, desk)
    case 'container': {
      const container = seen.dockerd.containers[target.id]
      return container ? ofContainer(container, seen, words) : gone(target.id)
    }
    case 'image': {
      const image = seen.dockerd.images[target.id]
      return image ? ofImage(image, seen, words) : gone(target.id)
    }
    case 'layer':
      return ofLayer(target.id, seen, words)
    case 'volume':
      return ofVolume(target.id, seen)
    case 'process':
      return ofProcess(target.id, desk)
    case 'cgroup':
      return ofCgroup(target.id, desk)
    case 'overlay':
      return ofOverlay(target.id, desk)
    case 'place':
      return ofPlace(target.id, seen, words)
  }
}

function ofContainer(c: ContainerView, seen: Seen, words: Words): Content {
  const processes = Object.values(seen.host.procs).filter((process) => containerOf(seen, process)?.id === c.id)
  const init = seen.host.procs[c.pid]
  return {
    title: c.name,
    facts: [
      ...fact('id', c.id, true),
      ...fact('state', words.map.state(stateName(c.life.value), c.exitCode)),
      { name: 'image', value: c.image, mono: true, open: { kind: 'image', id: c.imageId } },
      ...fact('command', c.argv.join(' '), true),
      ...fact('pid', c.pid || undefined, true),
      ...fact(
        'address',
        Object.entries(c.networks)
          .map(([name, { address }]) => `${address} (${name})`)
          .join(', '),
        true,
      ),
      ...fact('ports', c.ports.map(portText).join(', '), true),
      ...fact('restart', c.restart, true),
      ...fact('mounts', c.mounts.map(({ type, source, target }) => `${type} ${source} → ${target}`).join('; '), true),
      ...fact('upper', c.upperDir, true),
      ...fact('cgroup', init?.cgroup, true),
    ],
    sections: [
      { title: words.inspector.machine(c.life.machine), text: stateName(c.life.value) },
      ...(processes.length
        ? [
            {
              title: words.inspector.processes,
              rows: processes.map((process) => ({
                text: processText(process),
                open: { kind: 'process' as const, id: String(process.pid) },
              })),
            },
          ]
        : []),
      ...(init
        ? [
            {
              title: words.inspector.facts.namespaces,
              rows: Object.entries(init.ns).map(([kind, inode]) => ({ text: `${kind}:[${inode}]` })),
            },
          ]
        : []),
    ],
    real: `docker inspect ${c.name}`,
  }
}

const processText = (p: ProcessView): string => `PID ${p.nspid} (${p.pid})  ${p.argv.join(' ') || p.comm}`

function ofImage(image: ImageView, seen: Seen, words: Words): Content {
  const names = namesOf(seen.dockerd, image.id)
  return {
    title: names[0] ?? image.id.slice(7, 19),
    facts: [
      ...fact('id', image.id, true),
      ...fact('names', names.join(', '), true),
      ...fact('size', bytes(image.size), true),
      ...fact('created', image.created, true),
    ],
    sections: [
      {
        title: words.inspector.layers,
        rows: image.layers.map((layer) => ({
          text: `${layer.diffId.slice(7, 19)}  ${bytes(layer.size)}  ${layer.createdBy}`,
          open: { kind: 'layer' as const, id: layer.chainId },
        })),
      },
      { title: words.inspector.config, text: pretty(image.config), bytes: image.config, digest: image.id },
      ...Object.entries(image.manifests).map(([digest, manifest]) => ({
        title: words.inspector.manifest,
        text: pretty(manifest),
        bytes: manifest,
        digest,
      })),
    ],
    real: `docker image inspect ${names[0] ?? image.id.slice(7, 19)}`,
  }
}

function ofLayer(chainId: string, seen: Seen, words: Words): Content {
  const users = Object.values(seen.dockerd.images).filter((image) =>
    image.layers.some((layer) => layer.chainId === chainId),
  )
  const layer = users[0]?.layers.find((one) => one.chainId === chainId)
  if (layer === undefined) return gone(chainId)
  return {
    title: layer.diffId.slice(7, 19),
    facts: [
      ...fact('diffId', layer.diffId, true),
      ...fact('chainId', layer.chainId, true),
      ...fact('size', bytes(layer.size), true),
      ...fact('createdBy', layer.createdBy, true),
    ],
    sections: [
      {
        title: words.inspector.facts.usedBy,
        rows: users.map((image) => ({
          text: namesOf(seen.dockerd, image.id).join(', ') || image.id.slice(7, 19),
          open: { kind: 'image' as const, id: image.id },
        })),
      },
    ],
    real: `docker history --no-trunc ${namesOf(seen.dockerd, users[0]!.id)[0] ?? users[0]!.id.slice(7, 19)}`,
  }
}

function ofVolume(name: string, seen: Seen): Content {
  const volume = seen.dockerd.volumes[name]
  return volume
    ? {
        title: volume.anonymous ? name.slice(0, 12) : name,
        facts: [...fact('name', name, true), ...fact('mountpoint', volume.mountpoint, true)],
        sections: [],
        real: `docker volume inspect ${name}`,
      }
    : gone(name)
}
