import { apiVersion, engineVersion, minApiVersion } from '../../api/version'
import type { Handler } from '../request'
import { json } from '../respond'

/** `GET /version`. @models moby daemon/info.go SystemVersion @fidelity full */
export const version: Handler = (d, req) => json(d, req, 200, about)

const kernel = '6.1.0-39-amd64'
const built = { GitCommit: '89c5e8f', GoVersion: 'go1.24.9', BuildTime: '2025-11-05T14:40:27.000000000+00:00' }

const about = {
  Platform: { Name: 'Docker Engine - Community' },
  Components: [
    {
      Name: 'Engine',
      Version: engineVersion,
      Details: {
        ApiVersion: apiVersion,
        Arch: 'amd64',
        BuildTime: built.BuildTime,
        Experimental: 'false',
        GitCommit: built.GitCommit,
        GoVersion: built.GoVersion,
        KernelVersion: kernel,
        MinAPIVersion: minApiVersion,
        Os: 'linux',
      },
    },
    { Name: 'containerd', Version: 'v1.7.29', Details: { GitCommit: '442cb34bda9a6a0fed82a2ca7cade05c5c749582' } },
    { Name: 'runc', Version: '1.2.8', Details: { GitCommit: 'v1.2.8-0-geeb7e60' } },
    { Name: 'docker-init', Version: '0.19.0', Details: { GitCommit: 'de40ad0' } },
  ],
  Version: engineVersion,
  ApiVersion: apiVersion,
  MinAPIVersion: minApiVersion,
  GitCommit: built.GitCommit,
  GoVersion: built.GoVersion,
  Os: 'linux',
  Arch: 'amd64',
  KernelVersion: kernel,
  BuildTime: built.BuildTime,
}

export const kernelVersion = kernel
