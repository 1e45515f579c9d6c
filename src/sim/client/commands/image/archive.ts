import { SysError } from '../../../wire/errno'
import { verb } from '../../engine'
import { daemonError } from '../../errors'
import { list, on, value } from '../../flags/parse'
import { draw, nothingDrawn, type Drawn } from '../../progress/json-lines'
import { goErrno } from '../../run/environment'
import type { Heard } from '../../call'
import type { Cli } from '../../engine'
import type { Bytes } from '../../../../base/bytes'

/**
 * docker save, load, import and export: tar archives in and out.
 *
 * @models docker/cli cli/command/image/{save,load,import}.go, container/export.go
 * @fidelity part: import reads no URLs
 */
interface Writing {
  readonly fd: number
}

const saving = (request: (c: Cli) => Parameters<Cli['call']>[0], cowardly: string) =>
  verb<Writing>({
    start(c) {
      const file = value(c.parsed, 'output')
      if (file === '' && c.sys.isatty(1)) return c.fail(cowardly)
      c.data = { fd: -1 }
      c.call(request(c as Cli), 'saving', 'bytes')
    },
    phases: {
      saving(c, heard) {
        if (heard.on === 'answer') return c.fail(daemonError(heard))
        if (heard.on === 'head' && value(c.parsed, 'output') !== '') {
          try {
            c.data = { fd: c.sys.open(value(c.parsed, 'output'), { write: true, create: true, truncate: true }, 0o600) }
          } catch (error) {
            if (!(error instanceof SysError)) throw error
            return c.fail(`failed to save image: open ${value(c.parsed, 'output')}: ${goErrno(error)}`)
          }
        }
        if (heard.on === 'bytes') c.sys.write(c.data.fd < 0 ? 1 : c.data.fd, heard.data)
        if (heard.on === 'end') c.exit(0)
      },
    },
  })

export const save = saving(
  (c) => ({
    method: 'GET',
    path: '/images/get',
    query: { names: c.parsed.args, platform: value(c.parsed, 'platform') || undefined },
  }),
  'cowardly refusing to save to a terminal. Use the -o flag or redirect',
)

export const exportContainer = saving(
  (c) => ({ method: 'GET', path: `/containers/${c.parsed.args[0]}/export` }),
  'cowardly refusing to save to a terminal. Use the -o flag or redirect',
)

interface Sending {
  readonly body: Bytes
  readonly drawn: Drawn
}

const tar = 'application/x-tar'

export const load = verb<Sending>({
  start(c) {
    c.data = { body: '', drawn: nothingDrawn }
    const file = value(c.parsed, 'input')
    if (file === '') {
      if (c.sys.isatty(0)) return c.fail('requested load from stdin, but stdin is empty')
      return c.read('read')
    }
    const content = readWhole(c as Cli, file)
    if (content !== undefined) sendLoad(c, content)
  },
  phases: {
    read(c, heard) {
      if (heard.on !== 'stdin') return
      if (heard.eof) sendLoad(c, c.data.body)
      else c.data = { ...c.data, body: c.data.body + heard.data }
    },
    loading: showProgress,
  },
})

/** The daemon's progress lines, as they come; an error among them ends the command. */
function showProgress(c: Cli<Sending>, heard: Heard): void {
  if (heard.on === 'answer') return c.fail(daemonError(heard))
  if (heard.on === 'line') {
    const { drawn, error } = draw(c as Cli, 1, c.data.drawn, heard.value)
    c.data = { ...c.data, drawn }
    if (error !== undefined) return c.fail(error)
  }
  if (heard.on === 'end') c.exit(0)
}

function sendLoad(c: Cli<Sending>, data: Bytes): void {
  c.data = { ...c.data, body: '' }
  const quiet = on(c.parsed, 'quiet') || !c.sys.isatty(1)
  c.call(
    { method: 'POST', path: '/images/load', query: { quiet: quiet ? '1' : '0' }, raw: { type: tar, data } },
    'loading',
    'lines',
  )
}

function readWhole(c: Cli, file: string): Bytes | undefined {
  try {
    return c.sys.readFile(file)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    c.fail(`open ${file}: ${goErrno(error)}`)
    return undefined
  }
}

export const importImage = verb<Sending>({
  start(c) {
    c.data = { body: '', drawn: nothingDrawn }
    const [source = '-'] = c.parsed.args
    if (source === '-') return c.read('read')
    if (/^https?:\/\//.test(source)) return c.fail('glasswhale: `docker import URL` is not simulated')
    const content = readWhole(c as Cli, source)
    if (content !== undefined) sendImport(c, content)
  },
  phases: {
    read(c, heard) {
      if (heard.on !== 'stdin') return
      if (heard.eof) sendImport(c, c.data.body)
      else c.data = { ...c.data, body: c.data.body + heard.data }
    },
    importing: showProgress,
  },
})

function sendImport(c: Cli<Sending>, data: Bytes): void {
  c.data = { ...c.data, body: '' }
  const p = c.parsed
  c.call(
    {
      method: 'POST',
      path: '/images/create',
      query: {
        fromSrc: '-',
        repo: p.args[1],
        message: value(p, 'message') || undefined,
        changes: list(p, 'change'),
        platform: value(p, 'platform') || undefined,
      },
      raw: { type: 'text/plain', data },
    },
    'importing',
    'lines',
  )
}
