import { oneShot, put } from './face'

/**
 * Go's own command, as far as a question about it goes. Nothing is compiled.
 *
 * @models cmd/go
 * @fidelity part: version, env of a few names; building, running and modules say that they are not simulated
 */
export const go = oneShot('go', (sys, args) => {
  const [verb, ...rest] = args
  const version = `go${sys.env['GOLANG_VERSION'] ?? '1.25.1'}`
  if (verb === 'version') return (put(sys, `go version ${version} linux/amd64\n`), 0)
  const known: Readonly<Record<string, string>> = {
    GOARCH: 'amd64',
    GOOS: 'linux',
    GOPATH: sys.env['GOPATH'] ?? `${sys.env['HOME'] ?? ''}/go`,
    GOROOT: '/usr/local/go',
    GOVERSION: version,
  }
  if (verb === 'env' && rest.length > 0) return (put(sys, rest.map((name) => `${known[name] ?? ''}\n`).join('')), 0)
  if (verb !== undefined && verbs.includes(verb)) {
    sys.write(2, `glasswhale: go ${verb} is not simulated\n`)
    return 1
  }
  sys.write(
    2,
    verb === undefined
      ? 'Go is a tool for managing Go source code.\n\nUsage:\n\n\tgo <command> [arguments]\n'
      : `go ${verb}: unknown command\nRun 'go help' for usage.\n`,
  )
  return 2
})

const verbs: readonly string[] =
  'bug build clean doc env fix fmt generate get help install list mod run test tool vet work'.split(' ')
