/** Rows of the later sessions that the simulator answers otherwise on purpose, and why. */
const v1 =
  'recorded on cgroup v1: there the cgroup namespace is the host’s and OomKillDisable is false; the pinned host has cgroup v2'
const offline = 'recorded without a network; here Docker Hub answers'
const sparse = 'the stand-in for busybox is a sparse file, and so is the layer that holds it: the archive is smaller'

export const moreReasons: Readonly<Record<string, string>> = {
  'inspect-format 3': v1,
  'inspect-format 4': v1,
  'cli-usage 2': `${v1} with the systemd driver`,
  'registry 25': 'tags come in the order of a directory on disk; ours is sorted',
  'registry 33':
    'the recorder’s name server was out of reach, and its daemon took that registry for an insecure one. Same status.',
  'registry 37': offline,
  'registry 38': `${offline}, and denies the push. Same status.`,
  'registry 41': offline,
  'network 11': 'the recorder’s host had no interface to the outside',
  'network 12': 'docker-proxy is in /usr/sbin in Debian’s package, in /usr/bin in Docker’s own',
  'network 34': 'the host’s name server has another address',
  'save-load-cp-commit 9': sparse,
  'build-legacy 40': `${offline}, and denies access to what it does not have. Same status.`,
  'build-legacy 43': `${offline}; here COPY --from does not fetch an image. Same status.`,
  'build-legacy 61': 'ADD of a URL is not simulated, and says so. Same status.',
}
