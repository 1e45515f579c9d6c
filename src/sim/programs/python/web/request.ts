import { loads } from '../modules/json'
import { dict } from '../value/items'
import { str } from '../value/repr'
import { special, type Special, type Value } from '../value/thing'
import type { Machine } from '../machine/core'

/** `request`. */

/** `request` is one object; what it says changes with each request. */
export function newRequest(m: Machine): Special {
  const made = special('Request', {
    method: 'GET',
    path: '/',
    args: dict(),
    form: dict(),
    headers: dict(),
    remote_addr: '',
    data: '',
    json: null,
  })
  m.core.kept.set('request', made)
  return made
}

export function jsonBody(_m: Machine, self: Special): Value {
  const words = str(self.m.get('data') ?? '')
  return words === '' ? null : loads(words)
}
