import type { Words } from '../../locale/words'
import { namesOf } from '../../scene/layout/layers'
import { kernelLines } from '../../scene/layout/map'
import { containerOf, stateName, type Seen } from '../../scene/seen'
import { bytes } from '../units'
import { fact, type Content } from './fact'

/** What the inspector shows of a fixed place of the map. */
export function ofPlace(id: string, seen: Seen, words: Words): Content {
  const processes = Object.values(seen.host.procs)
  const w = words.inspector
  switch (id) {
    case 'kernel':
      return {
        title: words.map.kernel,
        facts: fact('hostname', seen.host.hostname, true),
        sections: [
          { title: w.rules, text: seen.host.natRules.join('\n') },
          { title: w.links, text: kernelLines({ ...seen, host: { ...seen.host, natRules: [] } }, 3).join('\n') },
          {
            title: w.processes,
            rows: processes.map((process) => ({ text: `${process.pid}  ${process.argv.join(' ') || process.comm}` })),
          },
        ],
        real: 'sudo iptables -t nat -S',
      }
    case 'hub':
      return {
        title: words.map.hub,
        facts: fact('hostname', seen.hub.host, true),
        sections: Object.entries(seen.hub.repositories).map(([name, repository]) => ({
          title: name,
          rows: Object.entries(repository.tags).map(([tag, digest]) => ({ text: `${tag}  ${digest}` })),
        })),
        real: 'docker search nginx',
      }
    case 'store':
      return {
        title: words.map.store,
        facts: [],
        sections: [
          {
            title: words.inspector.facts.names,
            rows: Object.values(seen.dockerd.images).map((image) => ({
              text: `${namesOf(seen.dockerd, image.id).join(', ') || image.id.slice(7, 19)}  ${bytes(image.size)}`,
              open: { kind: 'image' as const, id: image.id },
            })),
          },
        ],
        real: 'docker images --no-trunc',
      }
    case 'systemd':
      return {
        title: id,
        facts: [...fact('pid', 1, true), ...fact('command', seen.host.procs['1']?.argv.join(' '), true)],
        sections: [],
        real: 'systemctl status docker.service docker.socket',
      }
    case 'client':
      return {
        title: words.map.client,
        facts: [],
        sections: [
          {
            title: w.processes,
            rows: processes
              .filter((process) => !process.address && !containerOf(seen, process))
              .map((process) => ({ text: `${process.pid}  ${process.argv.join(' ') || process.comm}` })),
          },
        ],
        real: 'ps -ef --forest',
      }
    default:
      return {
        title: id,
        facts: processes
          .filter((process) => process.address === id)
          .flatMap((process) => [...fact('pid', process.pid, true), ...fact('command', process.argv.join(' '), true)]),
        sections: Object.values(seen.dockerd.operations).map((operation) => ({
          title: `${operation.kind} ${operation.what}: ${stateName(operation.life.value)}`,
          rows: operation.parts.map((part) => ({
            text: `${part.label}  ${stateName(part.life.value)}  ${bytes(part.done)} / ${bytes(part.total)}`,
          })),
        })),
        real: id === 'containerd' ? 'sudo ctr -n moby tasks ls' : 'docker system info',
      }
  }
}
