import type { Machine } from '../machine/core'

/** Which Python this is: what the image says. */

export const pythonVersion = (m: Pick<Machine, 'sys'>): string => m.sys.env['PYTHON_VERSION'] ?? '3.12.3'
