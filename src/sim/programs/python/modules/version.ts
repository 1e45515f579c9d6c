import type { Machine } from '../machine/core'

export const pythonVersion = (m: Pick<Machine, 'sys'>): string => m.sys.env['PYTHON_VERSION'] ?? '3.12.3'
