import { unescape } from '../escapes'
import type { Builtin } from './face'
import { output } from './output'

/**
 * @models bash builtins/echo.def, dash bltin/echo.c
 * @fidelity full
 */
export const echo: Builtin = (m, args) => {
  const dash = m.s.flavour === 'dash'
  let at = 0
  let newline = true
  let escapes = dash || m.s.shopt['xpg_echo'] === true
  const option = dash ? /^-n$/ : /^-[neE]+$/
  while (at < args.length && option.test(args[at]!)) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === 'n') newline = false
      else escapes = letter === 'e'
    }
    at++
    if (dash) break
  }
  const words = args.slice(at).join(' ')
  const [shown, stopped] = escapes ? unescape(words) : [words, false]
  return output(m, 'echo', newline && !stopped ? `${shown}\n` : shown)
}
