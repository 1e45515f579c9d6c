import { text as decodeText } from '../../base/bytes'
import type { FileEntry } from '../../base/file-entry'
import { gunzip, isGzip } from '../../base/gzip'
import { unpackTar } from '../../base/tar'
import type { Words } from '../../locale/words'
import { callText, label } from '../../scene/label'
import type { Message } from '../../trace/types'
import { partyOf } from '../caption/say'
import type { Desk } from '../desk.svelte'
import { bytes, duration } from '../units'
import { fact, type Content, type Section } from './fact'
import { tryFor } from './real'

/** JSON is laid out; anything else is shown as it is, control characters visible. */
export function pretty(body: string): string {
  const text = decodeText(body)
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    const lines = text.trim().split(/\r?\n/)
    if (lines.length > 1 && lines.every((line) => /^[{[]/.test(line))) return lines.map(pretty).join('\n')
    return text.replace(/[\x00-\x08\x0b-\x1f\x7f\ufffd]/g, '·').slice(0, 20_000)
  }
}

export function ofMessage(message: Message, desk: Desk): Content {
  const { words, player } = desk
  const start = player.rhythm.time[0] ?? 0
  const who = (address: string): string =>
    `${words.party(partyOf(address, player.seen, player.past))} (${address.replace(/[0-9a-f]{52}$/, '')})`
  const real = tryFor(message, player.past.requestOf(message))
  return {
    title: label(message.payload),
    sentence: desk.caption(message),
    facts: [
      ...fact('from', who(message.from)),
      ...fact('to', who(message.to)),
      ...fact('sent', `${((message.sentAt - start) / 1e6).toFixed(6)} s`, true),
      ...fact('took', duration(message.dueAt - message.sentAt), true),
      ...fact('depth', words.depth.names[message.depth - 1]),
      ...fact('id', `${message.id}${message.cause === undefined ? '' : ` ← ${message.cause}`}`, true),
    ],
    sections: bodyOf(message, words, claimed(message, player.past.requestOf(message))),
    ...(real !== undefined && { real }),
    ...arrival(message, desk),
  }
}

function arrival(message: Message, { player }: Desk): { readonly step?: number } {
  const step = player.rhythm.seen.find((one) => player.recording.message(one).id === message.id)
  return step === undefined ? {} : { step }
}

function bodyOf({ payload }: Message, words: Words, digest: string | undefined): readonly Section[] {
  const w = words.inspector
  switch (payload.kind) {
    case 'http.request':
      return [
        { title: w.head, text: [`${payload.method} ${payload.path} HTTP/1.1`, ...headers(payload.headers)].join('\n') },
        ...content(payload.body, words, digest),
      ]
    case 'http.response':
      return [
        { title: w.head, text: [`HTTP/1.1 ${payload.status}`, ...headers(payload.headers)].join('\n') },
        ...content(payload.body, words, payload.more ? undefined : digest),
      ]
    case 'http.chunk':
    case 'stream':
    case 'pipe':
    case 'tty.input':
    case 'tty.output':
      return [body(payload.data, w.bytes, w.emptyBody)]
    case 'rpc.call':
      return [{ title: payload.method, text: json(payload.args) }]
    case 'rpc.reply':
      return [
        {
          title: payload.error ? payload.error.code : w.result,
          text: payload.error ? payload.error.message : json(payload.result ?? {}),
        },
      ]
    case 'syscall':
      return [{ title: `${w.arguments}: ${callText(payload.op)}`, text: json(short(payload.op)) }]
    case 'sysret':
      return [
        {
          title: w.result,
          text: payload.errno
            ? `−1 ${payload.errno}${payload.detail ? `: ${payload.detail}` : ''}`
            : json(short(payload.value ?? {})),
        },
      ]
    default:
      return [{ title: payload.kind, text: json(payload) }]
  }
}

/** The digest that a body goes by: said in the head, or asked for in the path. */
function claimed({ payload }: Message, request: Message | undefined): string | undefined {
  if (payload.kind !== 'http.request' && payload.kind !== 'http.response') return undefined
  const said = Object.entries(payload.headers).find(([name]) => name.toLowerCase() === 'docker-content-digest')?.[1]
  const path =
    payload.kind === 'http.request'
      ? payload.path
      : request?.payload.kind === 'http.request'
        ? request.payload.path
        : ''
  return (
    said ??
    (payload.kind === 'http.response' && payload.status >= 300
      ? undefined
      : /sha256(?::|%3A)[0-9a-f]{64}/.exec(path)?.[0].replace('%3A', ':'))
  )
}

const largest = 8_000_000
const mostRows = 200

/** A body, with what it goes by; of a layer, the files that are in it. */
function content(data: string, words: Words, digest: string | undefined): readonly Section[] {
  const w = words.inspector
  const named = data === '' || data.length > largest ? {} : { bytes: data, ...(digest !== undefined && { digest }) }
  if (!isGzip(data) || data.length > largest)
    return [{ ...body(data, w.body, w.emptyBody), ...(digest === undefined ? {} : named) }]
  const entries = layerFiles(data)
  return [
    { title: `${w.body} (${bytes(data.length)}, gzip)`, ...named },
    {
      title: w.files(entries.length),
      rows: entries.slice(0, mostRows).map(({ path, type, size }) => ({
        text: `${type === 'dir' ? 'd' : '-'} /${path}${size ? `  ${bytes(size)}` : ''}`,
      })),
    },
  ]
}

const layerFiles = (data: string): readonly FileEntry[] => {
  try {
    return unpackTar(gunzip(data, 4 * largest))
  } catch {
    return []
  }
}

const headers = (all: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(all).map(([name, value]) => `${name}: ${value}`)
const json = (value: unknown): string => JSON.stringify(value, undefined, 2)
const body = (data: string, title: string, none: string): Section => ({
  title: `${title} (${bytes(data.length)})`,
  text: data === '' ? `(${none})` : pretty(data),
})

/** A tree of files is told by its paths, not by its bytes. */
const short = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'entries' && Array.isArray(inner)
        ? inner
            .slice(0, 200)
            .map((entry: { path: string; type: string; size?: number }) => `${entry.type} /${entry.path}`)
        : key === 'data' && typeof inner === 'string' && inner.length > 4000
          ? `${inner.slice(0, 4000)}…`
          : inner,
    ),
  )
