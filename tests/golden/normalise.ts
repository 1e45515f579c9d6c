/**
 * Makes two transcripts comparable. What may differ between two runs of the same engine, and nothing else, is left out of the comparison:
 * IDs and digests, time stamps, ages and durations, generated names, veth names and MAC addresses, how wide a column is, the recorder's
 * data directory, and in `docker top` the PIDs on the host with their CPU use.
 * An ID is not just ignored: within a session, the same ID must stand wherever the recording has the same ID.
 */
export const masked = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d\d:?\d\d)?( UTC)?/g, '<ts>')
    .replace(
      /(Less than a second|About an? (minute|hour)|\d+ (seconds?|minutes?|hours?|days?|weeks?|months?|years?))( ago)?/g,
      '<dur>',
    )
    .replace(/\b[a-z]+_[a-z]+\d?\b(?=\s*$| {2})/gm, (name) => (/^(run|my)_/.test(name) ? name : '<name>'))
    .replace(/\b\d+\.\d+s\b/g, '<sec>')
    .replace(/(?<= )0\.\d\d\d(?= )/g, '<sec>')
    .replace(/\b\d\d:\d\d:\d\d\b/g, '<clock>')
    .replaceAll('/var/lib/oracle/root', '/var/lib/docker')
    .replace(/veth[0-9a-f]{7}/g, '<veth>')
    .replace(/\b([0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, '<mac>')
    .replace(/ {2,}/g, '  ')
    .replace(/ +$/gm, '')

const idPattern = /\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b/g

/** The text without its IDs, and the IDs in their order, cut to the twelve digits that both forms have. */
export function withoutIds(text: string): readonly [text: string, ids: readonly string[]] {
  const ids: string[] = []
  const bare = text.replace(idPattern, (id) => {
    ids.push(id.slice(0, 12))
    return id.length === 64 ? '<id:64>' : '<id>'
  })
  return [bare, ids]
}
