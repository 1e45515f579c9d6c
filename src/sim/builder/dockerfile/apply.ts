import { within } from '../errors'
import type { Instruction } from './instruction'
import { applyArg } from './instructions/arg'
import { applyCmd } from './instructions/cmd'
import { applyCopy } from './instructions/copy'
import { applyEntrypoint } from './instructions/entrypoint'
import { applyEnv } from './instructions/env'
import { applyExpose } from './instructions/expose'
import { applyHealthcheck } from './instructions/healthcheck'
import { applyLabel } from './instructions/label'
import { applyMaintainer } from './instructions/maintainer'
import { applyOnbuild } from './instructions/onbuild'
import { applyRun } from './instructions/run'
import { applyShell } from './instructions/shell'
import { applyStopsignal } from './instructions/stopsignal'
import { applyUser } from './instructions/user'
import { applyVolume } from './instructions/volume'
import { applyWorkdir } from './instructions/workdir'
import type { Making, Stage } from './stage'

/** Carries out one instruction on paper. Its errors know its lines. */
export const apply = (s: Stage, c: Instruction, making: Making): Stage => within(c.lines, () => applied(s, c, making))

function applied(s: Stage, c: Instruction, making: Making): Stage {
  switch (c.kind) {
    case 'add':
    case 'copy':
      return applyCopy(s, c, making)
    case 'arg':
      return applyArg(s, c, making)
    case 'cmd':
      return applyCmd(s, c)
    case 'entrypoint':
      return applyEntrypoint(s, c)
    case 'env':
      return applyEnv(s, c, making)
    case 'expose':
      return applyExpose(s, c, making)
    case 'from':
      return s
    case 'healthcheck':
      return applyHealthcheck(s, c)
    case 'label':
      return applyLabel(s, c, making)
    case 'maintainer':
      return applyMaintainer(s, c)
    case 'onbuild':
      return applyOnbuild(s, c)
    case 'run':
      return applyRun(s, c, making)
    case 'shell':
      return applyShell(s, c)
    case 'stopsignal':
      return applyStopsignal(s, c, making)
    case 'user':
      return applyUser(s, c, making)
    case 'volume':
      return applyVolume(s, c, making)
    case 'workdir':
      return applyWorkdir(s, c, making)
  }
}
