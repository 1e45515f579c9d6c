/** What the page's vi obeys after a colon. */
export type Colon =
  | { readonly kind: 'write'; readonly quit: boolean; readonly force: boolean }
  | { readonly kind: 'quit'; readonly force: boolean }

const writes = /^(?:w|write|wa|wall)(!?)$/
const writesAndQuits = /^(?:wq|x|xit|exit|wqa|xa)(!?)$/
const quits = /^(?:q|quit|qa|qall)(!?)$/

export function colon(line: string): Colon | undefined {
  const command = line.trim().replace(/^:/, '')
  const write = writes.exec(command) ?? writesAndQuits.exec(command)
  if (write) return { kind: 'write', quit: writesAndQuits.test(command), force: write[1] === '!' }
  const quit = quits.exec(command)
  return quit ? { kind: 'quit', force: quit[1] === '!' } : undefined
}
