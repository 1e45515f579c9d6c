import type { EventFrom } from 'xstate'
import type { Digest } from '../../../base/digest'
import type { Reference } from '../../oci/reference'
import { fullString } from '../../oci/reference'
import type { OperationView } from '../../wire/view'
import { patch } from '../../world/draft'
import { born, lived, type Life } from '../../world/life'
import type { Daemon } from '../state'
import { blobUploadMachine } from './blob-upload.machine'
import { tell, type Output, type ProgressLine } from './output'
import { pushMachine } from './push.machine'
import type { Credentials } from './reach'
import type { Remote } from './remote'

/** A push under way, as plain data. */
export interface Push {
  readonly id: string
  /** With the tag that is being pushed. */
  readonly ref: Reference
  /** Further tags of `docker push -a`. */
  readonly tags: readonly string[]
  readonly credentials?: Credentials
  readonly output: Output
  readonly life: Life
  readonly remote?: Remote
  readonly imageId: Digest
  /** Top first, as they are shown. The last is the configuration, which is not shown. */
  readonly blobs: readonly PushBlob[]
  readonly manifest?: string
}

export interface PushBlob {
  /** First twelve digits of the DiffID; `config` for the configuration. */
  readonly id: string
  /** Absent for the configuration. */
  readonly layer?: { readonly diffId: Digest; readonly chainId: Digest }
  readonly life: Life
  readonly done: number
  readonly total: number
  /** Known once there is content for it. */
  readonly digest?: Digest
  readonly size?: number
  /** Where the upload goes on: path and query. */
  readonly location?: string
  readonly mountFrom?: string
}

type PushEvent = EventFrom<typeof pushMachine>
type BlobEvent = EventFrom<typeof blobUploadMachine>

export const newPushLife = (): Life => born(pushMachine)
export const newBlobLife = (): Life => born(blobUploadMachine)

export const pushOf = (d: Daemon, id: string): Push | undefined => d.state.pushes[id]

export function putPush(d: Daemon, push: Push): Push {
  patch(d, {
    pushes: { ...d.state.pushes, [push.id]: push },
    operations: { ...d.state.operations, [push.id]: shown(push) },
  })
  return push
}

export const onPush = (d: Daemon, push: Push, event: PushEvent): Push =>
  putPush(d, { ...push, life: lived(pushMachine, push.life as never, event) })

export const onBlob = (d: Daemon, push: Push, at: number, event: BlobEvent, change: Partial<PushBlob> = {}): Push =>
  putPush(d, {
    ...push,
    blobs: push.blobs.map((blob, i) =>
      i === at ? { ...blob, ...change, life: lived(blobUploadMachine, blob.life as never, event) } : blob,
    ),
  })

export const changeBlob = (d: Daemon, push: Push, at: number, change: Partial<PushBlob>): Push =>
  putPush(d, { ...push, blobs: push.blobs.map((blob, i) => (i === at ? { ...blob, ...change } : blob)) })

/** A progress line about a layer; the configuration has none. */
export const tellPush = (d: Daemon, push: Push, line: ProgressLine): Push =>
  line.id === configId ? push : putPush(d, { ...push, output: tell(d, push.output, line) })

export const configId = 'config'

const shown = (push: Push): OperationView => ({
  kind: 'push',
  what: fullString(push.ref),
  life: { machine: 'push', value: push.life.value },
  parts: push.blobs.map(({ id, life, done, total, digest, layer }) => ({
    id,
    life: { machine: 'blob-upload', value: life.value },
    done,
    total,
    label: digest ?? layer?.diffId ?? '',
  })),
})

export function dropPush(d: Daemon, push: Push): void {
  const { [push.id]: _ended, ...pushes } = d.state.pushes
  patch(d, { pushes })
}
