import { chroot } from '../ns/chroot'
import { fuser } from '../procps/fuser'
import { dockerd } from '../procps/dockerd'
import { kill, killall, pgrep, pidof, pkill } from '../procps/kill'
import { lastLogins, w } from '../procps/logins'
import { lsof } from '../procps/lsof'
import { dmesg, lsblk, lscpu, vmstat } from '../procps/machine'
import { ps } from '../procps/ps'
import { busybox, nice, nohup, setsid, stdbuf, sudo, time, timeout, watch } from '../procps/runners'
import { hostnamectl, timedatectl } from '../procps/settings'
import { crontab, getconf, logger, mountpoint, uuidgen } from '../procps/small'
import { newgrp, su } from '../procps/su'
import { free, top, uptime } from '../procps/system'
import { journalctl } from '../procps/journalctl'
import { service, systemctl } from '../procps/systemd'
import { group } from './group'

/** What looks at processes, ends them, and runs others. */
export const process = group([
  journalctl,
  service,
  systemctl,
  busybox,
  chroot,
  dockerd,
  crontab,
  dmesg,
  free,
  fuser,
  getconf,
  hostnamectl,
  kill,
  killall,
  lastLogins,
  logger,
  lsblk,
  lscpu,
  lsof,
  mountpoint,
  newgrp,
  nice,
  nohup,
  pgrep,
  pidof,
  pkill,
  ps,
  setsid,
  stdbuf,
  su,
  sudo,
  time,
  timedatectl,
  timeout,
  top,
  uptime,
  uuidgen,
  vmstat,
  w,
  watch,
])
