import { chroot } from '../ns/chroot'
import { dockerd } from '../procps/dockerd'
import { kill, killall, pgrep, pidof, pkill } from '../procps/kill'
import { ps } from '../procps/ps'
import { busybox, nice, nohup, setsid, stdbuf, sudo, time, timeout, watch } from '../procps/runners'
import { free, top, uptime } from '../procps/system'
import { journalctl, service, systemctl } from '../procps/systemd'
import { group } from './group'

/** What looks at processes, ends them, and runs others. */
export const process = group([
  journalctl,
  service,
  systemctl,
  busybox,
  chroot,
  dockerd,
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
])
