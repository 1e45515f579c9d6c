import type { Doc } from '../bson'
import { raised, toDoc, toText, type Obj } from './values'

/** A command that makes a user, from what a script says of one. */
export function newUserCommand(name: string, given: Obj): Doc {
  const { user, pwd, roles, ...more } = given
  if (user === undefined) throw raised('MongoshInvalidInputError', '[COMMON-10001] Missing required property: "user"')
  if (roles === undefined) throw raised('MongoshInvalidInputError', '[COMMON-10001] Missing required property: "roles"')
  return { [name]: toText(user), ...(pwd !== undefined && { pwd: toText(pwd) }), ...toDoc({ roles }), ...toDoc(more) }
}
