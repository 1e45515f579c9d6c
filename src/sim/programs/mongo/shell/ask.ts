import { docOf, isDoc, isList, type Doc, type Value } from '../bson'
import { asked, type Engine } from './engine'
import { fromValue, raised, type Js, type Obj, type Thrown } from './values'

/** Asks the server; a refusal is thrown as the driver does. */
export function ask(m: Engine, db: string, command: Doc): Doc {
  const reply = docOf(asked(m, { kind: 'command', db, command }))
  if (reply['ok'] !== 1) throw serverError(reply)
  return reply
}

export function serverError(reply: Doc): Thrown {
  const { errmsg, code, codeName } = reply
  if (reply['unconnected'] === true) return raised('MongoshInvalidInputError', String(errmsg))
  if (reply['lost'] === true) return raised('MongoNetworkError', String(errmsg))
  return raised('MongoServerError', String(errmsg), {
    ...(code !== undefined && { code: code as Js }),
    ...(codeName !== undefined && { codeName: codeName as Js }),
  })
}

/** The first of the writes that were refused, where there was one write only. */
export function checkWritten(reply: Doc): void {
  const [error] = isList(reply['writeErrors']) ? reply['writeErrors'] : []
  if (isDoc(error)) throw raised('MongoServerError', String(error['errmsg']), { code: error['code'] as Js })
}

export const cursorOf = (reply: Doc): { readonly docs: readonly Value[]; readonly id: number } => {
  const { firstBatch, nextBatch, id } = docOf(reply['cursor'])
  const docs = firstBatch ?? nextBatch
  return { docs: isList(docs) ? docs : [], id: typeof id === 'number' ? id : 0 }
}

/** All documents of a command that answers with a cursor. */
export function all(m: Engine, db: string, command: Doc): Obj[] {
  return cursorOf(ask(m, db, command)).docs.map((doc) => fromValue(doc) as Obj)
}
