import { verb } from '../../engine'
import { contextMissing } from '../../config/file'
import { on, value } from '../../flags/parse'
import { inspection } from '../../format/inspect'
import { list } from '../list'

/**
 * docker context ls, show, inspect, use: there is one context, `default`.
 *
 * @models docker/cli cli/command/context
 * @fidelity part: contexts cannot be made
 */
export const ls = verb({
  start(c) {
    list(c as never, {
      format: value(c.parsed, 'format'),
      standard: '{{.Name}}{{if .Current}} *{{end}}\\t{{.Description}}\\t{{.DockerEndpoint}}\\t{{.Error}}',
      heads: {
        Name: 'NAME',
        Description: 'DESCRIPTION',
        DockerEndpoint: 'DOCKER ENDPOINT',
        Error: 'ERROR',
        Current: '',
      },
      quiet: on(c.parsed, 'quiet') ? '{{.Name}}' : undefined,
      rows: [
        {
          row: '*formatter.clientContextContext',
          methods: {
            Name: 'default',
            Description: 'Current DOCKER_HOST based configuration',
            DockerEndpoint: c.host,
            Error: '',
            Current: true,
          },
        },
      ],
    })
  },
  phases: {},
})

export const show = verb({
  start(c) {
    c.out('default\n')
    c.exit(0)
  },
  phases: {},
})

export const inspect = verb({
  start(c) {
    const names = c.parsed.args.length === 0 ? ['default'] : c.parsed.args
    const found = {
      Name: 'default',
      Metadata: {},
      Endpoints: { docker: { Host: c.host, SkipTLSVerify: false } },
      TLSMaterial: {},
      Storage: { MetadataPath: '<IN MEMORY>', TLSPath: '<IN MEMORY>' },
    }
    const missing = names.filter((n) => n !== 'default').map((n) => contextMissing(c.sys, n))
    const { out, errors, status } = inspection(
      value(c.parsed, 'format'),
      names.filter((n) => n === 'default').map(() => found),
      missing,
    )
    c.out(out)
    if (errors.length > 0) c.err(`${errors.join('\n')}\n`)
    c.exit(status)
  },
  phases: {},
})

export const use = verb({
  start(c) {
    const [name = ''] = c.parsed.args
    if (name !== 'default') return c.fail(contextMissing(c.sys, name))
    c.out('default\n')
    c.err('Current context is now "default"\n')
    c.exit(0)
  },
  phases: {},
})
