import { addgroup, adduser, groupadd, removals, useradd, usermod } from './accounts/changes'
import { gunzip, gzip, zcat } from './archive/gzip'
import { tar } from './archive/tar'
import { awk } from './awk/awk'
import { cat } from './coreutils/cat'
import { chmod, chown } from './coreutils/chmod'
import { cp, mv } from './coreutils/cp'
import { date } from './coreutils/date'
import { df, du, tree } from './coreutils/disk'
import { echo } from './coreutils/echo'
import { env, printenv } from './coreutils/env'
import { expr } from './coreutils/expr'
import { find } from './coreutils/find'
import { ln, readlink, realpath } from './coreutils/ln'
import { ls } from './coreutils/ls'
import { mkdir, mkfifo, rmdir } from './coreutils/mkdir'
import { rm, unlink } from './coreutils/rm'
import { sleep } from './coreutils/sleep'
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
} from './coreutils/small'
import { stat } from './coreutils/stat'
import { lsbRelease, stty, tput } from './coreutils/terminal'
import { bracket, test } from './coreutils/test'
import { touch } from './coreutils/touch'
import { uname } from './coreutils/uname'
import { basename, dirname, mktemp, printf, seq, which, yes } from './coreutils/words'
import { xargs } from './coreutils/xargs'
import { hello } from './hello'
import { dockerInit } from './docker-init'
import { dd } from './load/dd'
import { stress } from './load/stress'
import { jq } from './jq/jq'
import { curl } from './net/curl'
import { ifconfig, ip, route } from './net/ip'
import { iptables } from './net/iptables'
import { nc } from './net/nc'
import { dig, getent, host, nslookup } from './net/nslookup'
import { netstat, ss } from './net/sockets'
import { ping } from './net/ping'
import { wget } from './net/wget'
import { kill, killall, pgrep, pidof, pkill } from './procps/kill'
import { ps } from './procps/ps'
import { busybox, nice, nohup, setsid, stdbuf, sudo, time, timeout, watch } from './procps/runners'
import { journalctl, service, systemctl } from './procps/systemd'
import { free, top, uptime } from './procps/system'
import { apk } from './packages/apk'
import { apt, aptGet, dpkg } from './packages/apt'
import { npm, pip } from './packages/npm'
import { apache, httpd, whoamiServer } from './servers/answering'
import { capsh } from './ns/capsh'
import { chroot } from './ns/chroot'
import { lsns } from './ns/lsns'
import { findmnt, mount, umount } from './ns/mount'
import { nsenter } from './ns/nsenter'
import { pstree } from './ns/pstree'
import { sysctl } from './ns/sysctl'
import { unshare } from './ns/unshare'
import { nginx } from './servers/nginx'
import { node, python3, pythonAlias } from './servers/node'
import { redisCli, redisServer } from './servers/redis'
import { base64, hexdump, od, sums, tee, tr } from './text/bytes'
import { cmp, diff } from './text/compare'
import { grep } from './text/grep'
import { head, tail } from './text/head'
import { less, more as morePager } from './text/less'
import { cut, nl, rev, sort, tac, uniq } from './text/lines'
import { sed } from './text/sed'
import { wc } from './text/wc'
import { unsimulated } from './unsimulated'
import type { Program } from '../wire/sys'

/** A program whose state only it can read. */
type AnyProgram = Program<never>

const coreutils = [
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
]
const more = [
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
  ...yesNo,
]
const text = [
  awk,
  base64,
  cmp,
  cut,
  diff,
  grep,
  gunzip,
  gzip,
  head,
  hexdump,
  jq,
  less,
  morePager,
  nl,
  od,
  rev,
  sed,
  sort,
  tac,
  tail,
  tar,
  tee,
  tr,
  uniq,
  wc,
  zcat,
  ...sums,
]
const process = [
  journalctl,
  service,
  systemctl,
  busybox,
  chroot,
  free,
  kill,
  killall,
  nice,
  nohup,
  pgrep,
  pidof,
  pkill,
  ps,
  setsid,
  stdbuf,
  sudo,
  time,
  timeout,
  top,
  uptime,
  watch,
]
const network = [netstat, ss, curl, dig, getent, host, ifconfig, ip, iptables, nc, nslookup, ping, route, wget]
const accounts = [addgroup, adduser, groupadd, useradd, usermod, ...removals]
const packages = [apk, apt, aptGet, dpkg, npm, pip]
const load = [dd, dockerInit, stress]
const servers = [
  apache,
  hello,
  httpd,
  nginx,
  node,
  python3,
  pythonAlias,
  redisCli,
  redisServer,
  unsimulated,
  whoamiServer,
]

/** What one process sees of the machine, and how to see something else. */
const views = [capsh, findmnt, lsns, nsenter, pstree, sysctl, umount, unshare]

/** Every program by the name that its stand-in in a file system carries; the shells and docker join them in host.ts. */
const all = [
  ...coreutils,
  ...more,
  ...text,
  ...process,
  ...network,
  ...accounts,
  ...packages,
  ...load,
  ...views,
  ...servers,
] as unknown as readonly AnyProgram[]

const aliases: Readonly<Record<string, string>> = {
  egrep: 'grep',
  fgrep: 'grep',
  ping6: 'ping',
  traceroute6: 'traceroute',
  netcat: 'nc',
  '[[': '[',
  ipaddr: 'ip',
}

const byName: Readonly<Record<string, Program>> = Object.fromEntries(
  all.map((program) => [program.name, program as unknown as Program]),
)
const others = Object.entries(aliases).flatMap(([alias, name]) =>
  byName[name] ? [[alias, byName[name]] as const] : [],
)

export const programs: Readonly<Record<string, Program>> = { ...byName, ...Object.fromEntries(others) }
