/** What the page has to know of the shell and of Docker's CLI to edit a line, and to complete it. */
export { shellCommands, shellVariables } from '../sim/host/shell'
export { dockerWants, homeOf, pathsOn, programsFor, shellPid, type Wanted } from '../sim/host/typing'
export { pathsSeenBy } from '../sim/host/look'
