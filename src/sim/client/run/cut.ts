import { rfc3339 } from '../../../base/time'
import type { Cli } from '../engine'

/**
 * The daemon is gone while somebody waits for the end of a container.
 *
 * @models docker/cli cli/command/container/utils.go waitExitOrRemoved
 * @fidelity part: logrus' way for a file; on a terminal it would be coloured
 */
export function waitCut(c: Cli, error: string): void {
  c.err(`time="${rfc3339(c.sys.now())}" level=error msg="error waiting for container: ${error}"\n`)
  c.exit(125)
}
