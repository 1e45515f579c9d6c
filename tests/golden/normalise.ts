/**
 * Makes two transcripts comparable. What may differ between two runs of the same engine, and nothing else, is left out of the comparison:
 * IDs and digests, time stamps, ages and durations, generated names, veth names and MAC addresses, how wide a column is, the recorder's
 * directories and the package version of its engine, PIDs on the host with their CPU use, and how well stand-ins compress, which shows in
 * the sizes that manifests state.
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
    .replace(/\btime=\d+\.\d+ ms/g, 'time=<sec> ms')
    .replace(/\b[A-Z][a-z]{2} [ \d]\d \d\d:\d\d\b/g, '<when>')
    .replaceAll('/var/lib/oracle/root', '/var/lib/docker')
    .replaceAll('/var/lib/oracle/exec/', '/var/run/docker/')
    .replace(/\/srv\/oracle\/dcfg-d28|\/home\/you\/\.docker/g, '~/.docker')
    .replace(/\/srv\/oracle\/tw-d28\/[a-z-]+|\/home\/you\b/g, '~')
    .replaceAll('28.5.2+dfsg4', '28.5.2')
    .replace(/\.dockerfile\.[0-9a-f]{20}/g, '.dockerfile.<hex>')
    .replace(/:[0-9a-f]{16}…/g, ':<id>…')
    .replace(/docker-import-\d+/g, 'docker-import-<n>')
    .replace(/(<id>|[0-9a-f]{64}) size: \d+$/gm, '$1 size: <n>')
    .replace(/"size": ?\d+/g, '"size": <n>')
    .replace(/"Pid": \d{2,}/g, '"Pid": <n>')
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

/** Help without its explanations, which are our own: usage line, headings, and the names and types of commands and flags in their order. */
export const helpShape = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => {
      const [, name] = /^ {1,6}((?:-\w, )?(?:--)?[\w.-]+\*?(?: [\w-]+)?)(?: {2,}\S.*)?$/.exec(line) ?? []
      if (name !== undefined) return [`  ${name}`]
      return /^(Usage: |[A-Z][\w ]*:$|Run '|docker: )/.test(line) || /^ {2}docker .*, docker /.test(line) ? [line] : []
    })
    .join('\n')
