import { unzlibSync, zlibSync } from 'fflate'
import { fromArray, toArray, type Bytes } from './bytes'

/** RFC 1950: a deflate stream with an Adler-32 of its contents, as Git keeps its objects. */
export const zlib = (bytes: Bytes): Bytes => fromArray(zlibSync(toArray(bytes), { level: 4 }))

/** The contents, or undefined where the stream is damaged. */
export function unzlib(bytes: Bytes): Bytes | undefined {
  try {
    return fromArray(unzlibSync(toArray(bytes)))
  } catch {
    return undefined
  }
}
