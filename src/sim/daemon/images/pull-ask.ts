import { acceptedManifests } from '../../oci/media-types'
import type { Daemon } from '../state'
import type { Pull } from './pull-state'
import { ask } from './remote'

/** The requests of a pull that ask for manifests. */
const accept = { Accept: acceptedManifests.join(', ') }

/** HEAD: which digest does the name stand for? */
export function askManifest(d: Daemon, pull: Pull): void {
  const path = `/v2/${pull.ref.path}/manifests/${pull.ref.digest ?? pull.ref.tag}`
  ask(d, pull.remote!, { method: 'HEAD', path, headers: accept, depth: 1 }, { then: 'images.pull/head', data: pull.id })
}

export function getManifest(d: Daemon, pull: Pull, reference: string, then: string): void {
  const path = `/v2/${pull.ref.path}/manifests/${reference}`
  ask(d, pull.remote!, { method: 'GET', path, headers: accept, depth: 1 }, { then, data: { id: pull.id, reference } })
}
