/**
 * Which docker CLI this is.
 *
 * @models docker/cli cli/version, `docker version`
 * @fidelity full
 */
export const clientVersion = {
  version: '28.2.2',
  apiVersion: '1.50',
  goVersion: 'go1.24.3',
  gitCommit: 'e6534b4',
  built: 'Fri May 30 12:07:14 2025',
  os: 'linux',
  arch: 'amd64',
} as const

export const userAgent = 'Docker-Client/28.2.2 (linux)'
export const defaultHost = 'unix:///var/run/docker.sock'
