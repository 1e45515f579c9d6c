import type { Address } from '../wire/address'
import type { HttpResponse } from '../wire/http'
import type { Effect, Micros, Send } from '../world/message'

/**
 * How long a blob takes over a home line: its body goes out in parts, and all transfers under way share the line.
 * @models a 64 Mbit/s line
 * @fidelity part: fair sharing is decided part by part
 */
const bytesASecond = 8_000_000
const partBytes = 1_000_000
const mostParts = 24

export interface Transfer {
  readonly to: Address
  readonly conn: string
  readonly exchange: number
  readonly data: string
  /** Bytes that the line has to carry. */
  readonly weight: number
  readonly parts: number
  readonly sent: number
}

export type Transfers = Readonly<Record<string, Transfer>>

export const transferKey = (conn: string, exchange: number): string => `transfer ${conn} ${exchange}`

/** Begins to send a body of that weight: the head at once, the parts one after the other. */
export function beginTransfer(
  transfers: Transfers,
  to: Address,
  response: HttpResponse,
  weight: number,
): readonly [Transfers, readonly Effect[]] {
  const parts = Math.max(1, Math.min(mostParts, Math.ceil(weight / partBytes), response.body.length))
  const { conn, exchange, body: data } = response
  const transfer: Transfer = { to, conn, exchange, data, weight, parts, sent: 0 }
  const all = { ...transfers, [transferKey(conn, exchange)]: transfer }
  return [all, [{ to, payload: { ...response, body: '', more: true } }, alarm(transfer, all)]]
}

/** The next part is through the line. */
export function continueTransfer(transfers: Transfers, key: string): readonly [Transfers, readonly Effect[]] {
  const transfer = transfers[key]
  if (transfer === undefined) return [transfers, []]
  const { to, conn, exchange, data, parts, sent } = transfer
  const cut = (n: number) => Math.floor((data.length * n) / parts)
  const last = sent + 1 === parts
  const part: Send = {
    to,
    payload: { kind: 'http.chunk', conn, exchange, data: data.slice(cut(sent), cut(sent + 1)), last },
  }
  if (last) return [without(transfers, key), [part]]
  const next = { ...transfer, sent: sent + 1 }
  const all = { ...transfers, [key]: next }
  return [all, [part, alarm(next, all)]]
}

const without = (transfers: Transfers, key: string): Transfers => {
  const { [key]: _gone, ...others } = transfers
  return others
}

/** The client is gone: what was still to be sent is not. */
export function dropTransfers(transfers: Transfers, conn: string): readonly [Transfers, readonly Effect[]] {
  const gone = Object.keys(transfers).filter((key) => transfers[key]!.conn === conn)
  return [gone.reduce(without, transfers), gone.map((cancel) => ({ cancel }))]
}

function alarm({ conn, exchange, weight, parts }: Transfer, all: Transfers): Send {
  const key = transferKey(conn, exchange)
  const share: Micros = Math.ceil((weight / parts / bytesASecond) * 1_000_000 * Object.keys(all).length)
  return { to: 'hub', delay: share, key, payload: { kind: 'timer', name: 'transfer', data: key } }
}
