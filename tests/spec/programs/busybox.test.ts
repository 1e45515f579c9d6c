import { besideReal } from './beside'
import { applets } from './busybox-commands'

besideReal({
  title: "[PG-17] BusyBox's applets in a container say what the real ones say",
  commands: applets,
  files:
    "printf 'b 2\\na 10\\nc 1\\na 10\\n' > f; printf 'one:1:x\\ntwo:2:y\\nthree:3:z\\n' > p; printf 'alpha beta\\ngamma  delta\\n\\n\\tend\\n' > w; mkdir -p d/e; echo hi > d/x; echo yo > d/e/y.txt; seq 12 > n; touch -d @1700000000 f p w n d/x d/e/y.txt d/e d",
  real: 'busybox',
})
