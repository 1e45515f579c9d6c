import { isList, type Doc } from '../bson'
import { shellVersion } from '../version'

/** What the shell says before its first prompt. */
export const connectingTo = (id: string, address: string): string =>
  `Current Mongosh Log ID:\t${id}\nConnecting to:\t\t${address}\n`

export const using = (server: string): string =>
  `Using MongoDB:\t\t${server}\nUsing Mongosh:\t\t${shellVersion}\n\nFor mongosh info see: https://www.mongodb.com/docs/mongodb-shell/\n\n`

export const telemetry = `
To help improve our products, anonymous usage data is collected and sent to MongoDB periodically (https://www.mongodb.com/legal/privacy-policy).
You can opt-out by running the disableTelemetry() command.

`

/** The warnings that the server found when it started, between two lines. */
export function startupWarnings(reply: Doc): string {
  const lines = (isList(reply['log']) ? reply['log'] : []).flatMap((each) => {
    const [, at, words] = /"\$date":"([^"]*)".*"msg":"((?:[^"\\]|\\.)*)"/.exec(String(each)) ?? []
    return at === undefined ? [] : [`   ${at}: ${words}`]
  })
  return lines.length === 0
    ? ''
    : `------\n   The server generated these startup warnings when booting\n${lines.join('\n')}\n------\n\n`
}
