import type { RunConfig } from '../../oci/config'

/** `docker commit --change`: a few Dockerfile instructions on a configuration. @models moby builder/dockerfile BuildFromConfig @fidelity part: one value an instruction, no variables */
export const changed = (config: RunConfig, changes: readonly string[]): RunConfig => changes.reduce(change, config)

function change(config: RunConfig, line: string): RunConfig {
  const [, word = '', rest = ''] = /^\s*(\w+)\s+(.*)$/s.exec(line) ?? []
  const [name = '', value = ''] = pair(rest)
  switch (word.toUpperCase()) {
    case 'CMD':
      return { ...config, Cmd: words(rest) }
    case 'ENTRYPOINT':
      return { ...config, Entrypoint: words(rest) }
    case 'ENV':
      return {
        ...config,
        Env: [...(config.Env ?? []).filter((known) => !known.startsWith(`${name}=`)), `${name}=${value}`],
      }
    case 'LABEL':
      return { ...config, Labels: { ...config.Labels, [name]: value } }
    case 'EXPOSE':
      return { ...config, ExposedPorts: { ...config.ExposedPorts, [rest.includes('/') ? rest : `${rest}/tcp`]: {} } }
    case 'VOLUME':
      return {
        ...config,
        Volumes: {
          ...config.Volumes,
          ...Object.fromEntries((rest.startsWith('[') ? words(rest) : [rest]).map((path) => [path, {}])),
        },
      }
    case 'WORKDIR':
      return { ...config, WorkingDir: rest }
    case 'USER':
      return { ...config, User: rest }
    default:
      return config
  }
}

function pair(text: string): readonly [name: string, value: string] {
  const at = text.search(/[= ]/)
  return at < 0
    ? [text, '']
    : [
        text.slice(0, at),
        text
          .slice(at + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1'),
      ]
}

function words(text: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list)) return list.map(String)
  } catch {
    // Not the JSON form: a line for the shell.
  }
  return ['/bin/sh', '-c', text]
}
