import { UsageError } from './args'
import { run, runUsage } from './run'

const usage = `Usage: glasswhale run [FILE|-] [options]     run terminal lines in a fresh simulated host

${runUsage}`

/** The command line; answers the exit status. 2 means bad usage. */
export async function glasswhale(args: readonly string[]): Promise<number> {
  const [verb, ...rest] = args
  try {
    if (verb === 'run') return await run(rest)
    if (verb === undefined || verb === 'help' || verb === '--help') {
      process.stdout.write(usage)
      return verb === undefined ? 2 : 0
    }
    throw new UsageError(`unknown command "${verb}"`)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`glasswhale: ${error.message}\nSee 'glasswhale help'.\n`)
    return 2
  }
}
