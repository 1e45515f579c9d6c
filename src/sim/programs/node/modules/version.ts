import type { Machine } from '../machine/core'

/** Which Node this is: what the image says. */

export const nodeVersion = (m: Pick<Machine, 'sys'>): string => m.sys.env['NODE_VERSION'] ?? '18.19.1'
