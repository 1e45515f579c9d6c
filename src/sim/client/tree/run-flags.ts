/** The flags that `run` and `create` share; {@link runOnly} is what `run` adds. Names, types and defaults of the real CLI. */
export const createFlags =
  'add-host:list annotation:map a/attach:list blkio-weight:uint16 blkio-weight-device:list cap-add:list cap-drop:list ' +
  'cgroup-parent:string cgroupns:string cidfile:string ~cpu-count:int ~cpu-percent:int cpu-period:int cpu-quota:int cpu-rt-period:int ' +
  'cpu-rt-runtime:int c/cpu-shares:int cpus:decimal cpuset-cpus:string cpuset-mems:string device:list device-cgroup-rule:list ' +
  'device-read-bps:list device-read-iops:list device-write-bps:list device-write-iops:list disable-content-trust=true dns:list ' +
  'dns-opt>dns-option dns-option:list dns-search:list domainname:string entrypoint:string e/env:list env-file:list expose:list ' +
  'gpus:gpu-request group-add:list health-cmd:string health-interval:duration health-retries:int health-start-interval:duration ' +
  'health-start-period:duration health-timeout:duration h/hostname:string init i/interactive ~io-maxbandwidth:bytes ~io-maxiops:int ' +
  'ip:string ip6:string ipc:string isolation:string kernel-memory:bytes l/label:list label-file:list link:list link-local-ip:list ' +
  'log-driver:string log-opt:list mac-address:string m/memory:bytes memory-reservation:bytes memory-swap:bytes ' +
  'memory-swappiness:int=-1 mount:mount name:string net>network network:network net-alias>network-alias network-alias:list ' +
  'no-healthcheck oom-kill-disable oom-score-adj:int pid:string pids-limit:int platform:string privileged p/publish:list ' +
  'P/publish-all pull:string=missing q/quiet read-only restart:string=no rm runtime:string security-opt:list shm-size:bytes ' +
  'stop-signal:string stop-timeout:int storage-opt:list sysctl:map tmpfs:list t/tty ulimit:ulimit use-api-socket u/user:string ' +
  'userns:string uts:string v/volume:list volume-driver:string volumes-from:list w/workdir:string'

export const runOnly = 'd/detach detach-keys:string sig-proxy=true'

/** docker buildx build. `--build-arg` and friends are lists that keep commas. `~`: for the classic builder, left out of the help. */
export const buildFlags =
  'add-host:strings allow:stringArray annotation:stringArray attest:stringArray build-arg:stringArray ' +
  'build-context:stringArray builder:string cache-from:stringArray cache-to:stringArray call:string=build cgroup-parent:string ' +
  'check ~compress ~cpu-period:int ~cpu-quota:int ~c/cpu-shares:int ~cpuset-cpus:string ~cpuset-mems:string D/debug ' +
  '~disable-content-trust=true f/file:string ~force-rm iidfile:string ~isolation:string label:stringArray load ~m/memory:string ' +
  '~memory-swap:string metadata-file:string network:string=default no-cache no-cache-filter:stringArray o/output:stringArray ' +
  'platform:stringArray progress:string=auto provenance:string pull push q/quiet ~rm=true sbom:string secret:stringArray ' +
  '~security-opt:stringArray shm-size:bytes ssh:stringArray ~squash t/tag:stringArray target:string ulimit:ulimit'
