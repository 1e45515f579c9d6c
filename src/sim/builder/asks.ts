import { utf8 } from '../../base/bytes'
import { digestOf } from '../../base/digest'
import type { FileEntry } from '../../base/file-entry'
import type { RpcReply } from '../wire/rpc'
import { rpc } from '../world/draft'
import { methods, type DiffCopied } from './face'
import { buildOf, type Buildkit } from './state'

/** What BuildKit asks of the client, by way of dockerd and the session. */

/** Digest of a vertex that is no step of the Dockerfile. */
export const internal = (ref: string, what: string): string => digestOf(utf8(`${what} ${ref}`))

export function askFiles(
  d: Buildkit,
  ref: string,
  name: 'dockerfile' | 'context',
  followPaths: readonly string[],
  excludes: readonly string[],
  then: string,
): void {
  const conn = buildOf(d, ref)?.args.conn ?? ''
  rpc(d, 'dockerd', methods.diffCopy, { conn, ref, name, followPaths, excludes }, { then, data: { ref } })
}

export const filesOf = (answer: RpcReply): readonly FileEntry[] =>
  ((answer.result as unknown as DiffCopied | undefined)?.files ?? []) as readonly FileEntry[]
