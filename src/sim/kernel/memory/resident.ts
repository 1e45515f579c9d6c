/** How much memory a program has once it runs: round figures of what `ps` shows on today's machines, in KiB. */
const kib: Readonly<Record<string, number>> = {
  systemd: 12_400,
  containerd: 46_200,
  dockerd: 78_800,
  'containerd-shim': 11_900,
  runc: 14_600,
  'docker-proxy': 3_900,
  'docker-init': 620,
  bash: 3_800,
  sh: 900,
  docker: 28_500,
  nginx: 4_700,
  node: 41_000,
  python3: 9_600,
  python: 9_600,
  'redis-server': 9_800,
  registry: 17_300,
  httpd: 5_900,
  postgres: 24_000,
  mysqld: 352_000,
  java: 118_000,
  go: 13_400,
  whoami: 6_100,
  curl: 8_900,
  wget: 3_900,
  apt: 21_000,
  npm: 52_000,
  hello: 480,
  stress: 640,
  top: 3_600,
  ps: 3_300,
}

const busybox = 720
const usual = 1_900

export const residentOf = (program: string, exe: string): number =>
  1024 * (exe.endsWith('/busybox') ? busybox : (kib[program] ?? usual))
