import { orUndefined } from '../../face'
import { become } from '../../launch'
import { refuse, shown } from '../answers'
import type { Scripted } from './scripts'
import type { Program } from '../../../wire/sys'

/** `npx PROGRAM …`: of this project, or of everyone. */
export const npx: Program<Scripted> = {
  name: 'npx',
  start: (sys) => {
    const words = sys.argv.slice(1).filter((word, i) => i > 0 || !/^(-y|--yes)$/.test(word))
    const [name, ...args] = words
    if (name === '--version' || name === '-v') return { turn: 'exit', status: shown(sys, '10.9.3\n') }
    const path = [`${sys.cwd()}/node_modules/.bin/${name}`, `/usr/local/bin/${name}`].find((each) =>
      orUndefined(() => sys.stat(each)),
    )
    if (name === undefined || path === undefined)
      return {
        turn: 'exit',
        status: refuse(sys, `glasswhale: npx of ${name ?? 'nothing'}, which is not installed here, is not simulated\n`),
      }
    return become<Scripted>(sys, [path, ...args], { file: path }, () => 127)
  },
  resume: () => ({ turn: 'exit', status: 127 }),
}
