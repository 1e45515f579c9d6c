import type { Machine } from '../machine/core'

/**
 * process, os, fs, path, http and express.
 *
 * @models nodejs.org/api, expressjs.com 4
 * @fidelity part: what servers in tutorials use; bodies are whole; one request at a time
 */
export const nodeVersion = (m: Pick<Machine, 'sys'>): string => m.sys.env['NODE_VERSION'] ?? '18.19.1'
