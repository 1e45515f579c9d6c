/** Languages that the editor colours; each is fetched only when a file of it is opened. */
export type Language =
  'dockerfile' | 'yaml' | 'json' | 'shell' | 'nginx' | 'javascript' | 'python' | 'properties' | 'xml' | 'css'

const byName: readonly (readonly [RegExp, Language])[] = [
  [/^(?:dockerfile|containerfile)(?:\..*)?$|\.(?:dockerfile|containerfile)$/i, 'dockerfile'],
  [/\.ya?ml$/i, 'yaml'],
  [/\.json$/i, 'json'],
  [/\.(?:sh|bash|ash)$|^\.(?:bashrc|profile|bash_profile|bash_aliases)$/i, 'shell'],
  [/\.[cm]?[jt]sx?$/i, 'javascript'],
  [/\.py$/i, 'python'],
  [/\.(?:html?|xml|svg)$/i, 'xml'],
  [/\.css$/i, 'css'],
  [/\.(?:env|ini|properties|toml|cnf|cfg|service)$|^\.env/i, 'properties'],
]

const byContents: readonly (readonly [RegExp, Language])[] = [
  [/^#!.*\b(?:ba|da|a|z)?sh\b/, 'shell'],
  [/^#!.*\bpython/, 'python'],
  [/^#!.*\bnode\b/, 'javascript'],
  [/^(?:\s*#.*\n)*\s*(?:ARG\s.*\n\s*)*FROM\s+\S+/, 'dockerfile'],
  [/^\s*[{[]\s*(?:"|[\]}]|[{[])/, 'json'],
  [/^(?:#.*\n|\s*\n)*(?:services|version|apiVersion|name):/, 'yaml'],
]

/** Which language a file is in: by its name, and where that says nothing by how it begins. */
export function languageOf(path: string, contents: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.endsWith('.conf'))
    return /nginx/.test(path) || /\b(?:server|http)\s*\{/.test(contents) ? 'nginx' : 'properties'
  return (byName.find(([pattern]) => pattern.test(name)) ?? byContents.find(([pattern]) => pattern.test(contents)))?.[1]
}
