import { become } from '../../launch'
import type { Staged } from '../staged'
import type { Sys, Turn } from '../../../wire/sys'

/** npm and yarn are an installer, or what a script has become. */
export type Scripted = Staged | { readonly file: string }

/** Programs of node_modules/.bin come first. The shell gives way to a single command, so that signals reach it. */
export const shell = (sys: Sys, command: string): Turn<Scripted> => {
  const path = `PATH="${sys.cwd()}/node_modules/.bin:$PATH"`
  const single = !/&&|\|\||;|\||^\w+=/.test(command)
  return become<Scripted>(sys, ['sh', '-c', `${path}; ${single ? 'exec ' : ''}${command}`], { file: 'sh' }, () => 127)
}
