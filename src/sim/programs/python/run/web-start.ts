import { utf8 } from '../../../../base/bytes'
import { join } from '../../coreutils/walk'
import { exit, orUndefined } from '../../face'
import { pythonVersion } from '../modules/version'
import { begin, type Pythoning } from './turns'
import type { Sys, Turn } from '../../../wire/sys'

/** The commands flask and gunicorn: a line or two of Python each. */
/** The value of an option that is called one of these. */
function option(args: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [i, arg] of args.entries())
    for (const name of names) {
      if (arg === name) return args[i + 1] ?? ''
      if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1)
    }
  return undefined
}

/** `gunicorn app:app`: a line of Python. */
function startGunicorn(sys: Sys, args: readonly string[]): Turn<Pythoning> {
  if (args.includes('--version')) return said(sys, 1, 'gunicorn (version 23.0.0)\n', 0)
  const isPlace = (arg: string, i: number) => /^[\w.]+:\w+(\(\))?$/.test(arg) && !(args[i - 1] ?? '').startsWith('-')
  const [module, object] = (args.find(isPlace) ?? 'app:app').split(':')
  const [host = '127.0.0.1', port = '8000'] = (option(args, '-b', '--bind') ?? '127.0.0.1:8000').split(':')
  const program = `from ${module} import ${object?.replace('()', '')} as _app\n_app._gunicorn('${host}', ${port})\n`
  return begin(sys, program, join(sys.cwd(), `${module}.py`), args)
}

const noApplication = `Usage: flask run [OPTIONS]
Try 'flask run --help' for help.

Error: Could not locate a Flask application. Use the 'flask --app' option, 'FLASK_APP' environment variable, or a 'wsgi.py' or 'app.py' file in the current directory.
`

/** `flask run`: two lines of Python. */
function startFlask(sys: Sys, args: readonly string[]): Turn<Pythoning> {
  if (args.includes('--version'))
    return said(sys, 1, `Python ${pythonVersion({ sys })}\nFlask 3.1.2\nWerkzeug 3.1.3\n`, 0)
  if (!args.includes('run')) return said(sys, 2, `glasswhale: flask ${args.join(' ')} is not simulated\n`, 1)
  const { env } = sys
  const files = ['app.py', 'wsgi.py']
  const given =
    option(args, '--app', '-A') ?? env['FLASK_APP'] ?? files.find((file) => orUndefined(() => sys.stat(file)))
  if (given === undefined) return said(sys, 2, noApplication, 2)
  const [module = 'app', object = 'app'] = given.split('/').at(-1)!.replace(/\.py/, '').split(':')
  const host = option(args, '--host', '-h') ?? env['FLASK_RUN_HOST'] ?? '127.0.0.1'
  const port = option(args, '--port', '-p') ?? env['FLASK_RUN_PORT'] ?? '5000'
  const debug = args.includes('--debug') || env['FLASK_DEBUG'] === '1' || env['FLASK_ENV'] === 'development'
  const program = `import ${module} as _m\n_m.${object}.run('${host}', ${port}, ${debug ? 'True' : 'False'})\n`
  return begin(sys, program, join(sys.cwd(), `${module}.py`), args)
}

export const webStarts = { flask: startFlask, gunicorn: startGunicorn }

export const said = (sys: Sys, fd: number, words: string, status: number): Turn<Pythoning> => {
  sys.write(fd, utf8(words))
  return exit(status)
}
