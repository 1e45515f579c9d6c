import { cat } from '../coreutils/cat'
import { chmod, chown } from '../coreutils/chmod'
import { cp, mv } from '../coreutils/cp'
import { date } from '../coreutils/date'
import { df, du, tree } from '../coreutils/disk'
import { echo } from '../coreutils/echo'
import { env, printenv } from '../coreutils/env'
import { expr } from '../coreutils/expr'
import { find } from '../coreutils/find'
import { install } from '../coreutils/install'
import { ln, readlink, realpath } from '../coreutils/ln'
import { ls } from '../coreutils/ls'
import { mkdir, mkfifo, rmdir } from '../coreutils/mkdir'
import { rm, unlink } from '../coreutils/rm'
import { sleep } from '../coreutils/sleep'
import {
  chgrp,
  clear,
  groupsProgram,
  hostname,
  id,
  mesg,
  nproc,
  pwd,
  reset,
  tty,
  whoami,
  yesNo,
} from '../coreutils/small'
import { stat } from '../coreutils/stat'
import { lsbRelease, stty, tput } from '../coreutils/terminal'
import { bracket, test } from '../coreutils/test'
import { touch } from '../coreutils/touch'
import { fallocate, truncate } from '../coreutils/truncate'
import { uname } from '../coreutils/uname'
import { basename, dirname, mktemp, printf, seq, which, yes } from '../coreutils/words'
import { xargs } from '../coreutils/xargs'
import { mount } from '../ns/mount'
import { group } from './group'

/** What coreutils, findutils and their like bring: files, words, the terminal. */
export const basic = group([
  basename,
  bracket,
  cat,
  chgrp,
  chmod,
  chown,
  clear,
  cp,
  date,
  df,
  dirname,
  du,
  echo,
  env,
  expr,
  find,
  groupsProgram,
  hostname,
  id,
  ln,
  ls,
  mesg,
  mkdir,
  mkfifo,
  mktemp,
  mount,
  mv,
  nproc,
  lsbRelease,
  printenv,
  printf,
  pwd,
  readlink,
  realpath,
  reset,
  rm,
  rmdir,
  seq,
  sleep,
  stat,
  test,
  stty,
  tput,
  touch,
  tree,
  tty,
  uname,
  unlink,
  which,
  whoami,
  xargs,
  yes,
  fallocate,
  install,
  truncate,
  ...yesNo,
])
