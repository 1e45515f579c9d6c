import { emptyName, isRefusal, sameName } from '../errors'
import type { Handler } from '../request'
import { noContent } from '../respond'
import { containerEvent } from '../system/events'
import { nameFor } from './create'
import { change, refuse, withContainer } from './lookup'

/** `POST /containers/{name}/rename`. @models moby daemon/rename.go @fidelity part: links and DNS names of a running one keep the old name */
export const rename: Handler = (d, req) =>
  withContainer(d, req, (container) => {
    const wanted = (req.query['name'] ?? '').replace(/^\//, '')
    if (wanted === '') return refuse(d, req, emptyName)
    if (wanted === container.name) return refuse(d, req, sameName)
    const name = nameFor(d, wanted)
    if (isRefusal(name)) return refuse(d, req, name)
    const oldName = `/${container.name}`
    change(d, container.id, { name })
    containerEvent(d, { ...container, name }, 'rename', { oldName })
    noContent(d, req)
  })
