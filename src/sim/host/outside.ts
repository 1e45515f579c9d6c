import type { Behaviour } from '../world/behaviour'

/** Gives a machine outside the host a TCP stack: it takes every connection that is opened to it. */
export const answeringSyn =
  <S>(machine: Behaviour<S>): Behaviour<S> =>
  (state, message, from, now) => {
    const { payload } = message
    if (payload.kind !== 'packet') return machine(state, message, from, now)
    if (payload.what !== 'SYN') return [state, []]
    return [state, [{ to: from, payload: { ...payload, src: payload.dst, dst: payload.src, what: 'SYN-ACK' } }]]
  }
