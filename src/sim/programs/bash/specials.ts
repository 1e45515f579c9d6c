/** Special builtins of POSIX (sh, 2.14): in sh an assignment before them stays, and `type` names them so. */
export const specials: ReadonlySet<string> = new Set([
  ':',
  '.',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'trap',
  'unset',
  'break',
  'continue',
  'times',
])
