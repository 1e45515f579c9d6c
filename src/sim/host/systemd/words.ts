/** Signals by number, as systemd writes them in its journal. */
export const signalNames: Readonly<Record<number, string>> = {
  1: 'HUP',
  2: 'INT',
  3: 'QUIT',
  6: 'ABRT',
  9: 'KILL',
  15: 'TERM',
}
