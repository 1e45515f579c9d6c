import { besideReal } from './beside'
import { commands } from './file-commands'
import { tools } from './tool-commands'

/** Dates are set, so that what is listed does not tell when the tests ran. */
const files =
  "printf 'b 2\\na 10\\nc 1\\na 10\\n' > f; printf 'one:1:x\\ntwo:2:y\\nthree:3:z\\n' > p; printf 'alpha beta\\ngamma  delta\\n\\n\\tend\\n' > w; mkdir -p d/e; echo hi > d/x; echo yo > d/e/y.txt; seq 12 > n; umask 022; touch -d @1700000000 f p w n d/x d/e/y.txt; touch -d @1700000000 d/e; touch -d @1700000000 d"

besideReal({
  title: '[PG-15] the programs on files say what the real ones of this machine say',
  commands,
  files,
  real: 'gnu',
})

besideReal({
  title: '[PG-16] find, xargs, grep, sed, diff and date say what the real ones of this machine say',
  commands: tools,
  files,
  real: 'gnu',
})
