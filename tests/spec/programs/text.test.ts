import { besideReal } from './beside'
import { commands } from './text-commands'

besideReal({
  title: '[PG-13] the programs on text say what the real ones of this machine say',
  commands,
  files:
    "printf 'b 2\\na 10\\nc 1\\na 10\\n' > f; printf 'one:1:x\\ntwo:2:y\\nthree:3:z\\n' > p; printf 'alpha beta\\ngamma  delta\\n\\n\\tend\\n' > w; mkdir -p d/e; echo hi > d/x; seq 12 > n",
  real: 'gnu',
})
