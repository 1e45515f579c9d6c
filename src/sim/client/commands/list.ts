import type { Cli } from '../engine'
import { write, type Listing } from '../format/listing'

/** Prints a listing and ends the command; an error of the template ends it with status 1. */
export function list(c: Cli, listing: Listing): void {
  const written = write(listing)
  if ('error' in written) return c.fail(written.error)
  c.out(written.text)
  c.exit(0)
}
