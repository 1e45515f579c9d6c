/**
 * What `help` says at the prompt.
 *
 * @models mongosh packages/i18n
 * @fidelity part: what is known here
 */
const entries: readonly (readonly [name: string, ...about: string[]])[] = [
  ['use', 'Set current database'],
  [
    'show',
    "'show databases'/'show dbs': Print a list of all available databases",
    "'show collections'/'show tables': Print a list of all collections for current database",
    "'show profile': Prints system.profile information",
    "'show users': Print a list of all users for current database",
    "'show log <name>': Display log for current connection, if name is not set uses 'global'",
    "'show logs': Print all logger names.",
  ],
  ['exit', 'Quit the MongoDB shell with exit/exit()/.exit'],
  ['quit', 'Quit the MongoDB shell with quit/quit()'],
  ['it', 'result of the last line evaluated; use to further iterate'],
  ['version', 'Shell version'],
  ['load', 'Loads and runs a JavaScript file into the current shell environment'],
  ['passwordPrompt', 'Prompts the user for a password'],
  ['sleep', 'Sleep for the specified number of milliseconds'],
  ['print', 'Prints the contents of an object to the output'],
  ['printjson', 'Alias for print()'],
  ['cls', 'Clears the screen like console.clear()'],
  ['isInteractive', 'Returns whether the shell will enter or has entered interactive mode'],
]

export const shellHelp: string = [
  '',
  '  Shell Help:',
  '',
  ...entries.flatMap(([name, ...about]) => about.map((words, i) => `    ${(i === 0 ? name : '').padEnd(43)}${words}`)),
  '',
  '  For more information on usage: https://mongodb.com/docs/manual/reference/method',
].join('\n')
