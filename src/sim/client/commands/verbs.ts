import type { Verb } from '../engine'
import { build } from './image/build'
import { buildClassic } from './image/build-classic'
import { buildxLs, buildxVersion } from './builder/verbs'
import * as context from './context/verbs'
import { attach } from './container/attach'
import { commit } from './container/commit'
import { cp } from './container/cp'
import { create } from './container/create'
import { diff } from './container/diff'
import { exec } from './container/exec'
import { kill } from './container/kill'
import { logs } from './container/logs'
import { ls } from './container/ls'
import { pause, unpause } from './container/pause'
import { port } from './container/port'
import { rename } from './container/rename'
import { rm } from './container/rm'
import { run } from './container/run'
import { start } from './container/start'
import { stats } from './container/stats'
import { restart, stop } from './container/stop'
import { top } from './container/top'
import { update } from './container/update'
import { wait } from './container/wait'
import { exportContainer, importImage, load, save } from './image/archive'
import { history } from './image/history'
import { ls as images } from './image/ls'
import { pull } from './image/pull'
import { push } from './image/push'
import { rm as rmi } from './image/rm'
import { tag } from './image/tag'
import { inspect, inspectContainer, inspectImage, inspectNetwork, inspectVolume } from './inspect'
import * as network from './network/verbs'
import { pruneBuilder, pruneContainers, pruneImages, pruneNetworks, pruneSystem, pruneVolumes } from './prune'
import { login, logout } from './registry/login'
import { search } from './registry/search'
import { df } from './system/df'
import { events } from './system/events'
import { info } from './system/info'
import { version } from './system/version'
import * as volume from './volume/verbs'

/** Every verb that is simulated, by where it lives in the tree of commands. */
export const verbs: Readonly<Record<string, Verb>> = {
  'container attach': attach,
  'container commit': commit,
  'container cp': cp,
  'container create': create,
  'container diff': diff,
  'container exec': exec,
  'container export': exportContainer,
  'container inspect': inspectContainer,
  'container kill': kill,
  'container logs': logs,
  'container ls': ls,
  'container pause': pause,
  'container port': port,
  'container prune': pruneContainers,
  'container rename': rename,
  'container restart': restart,
  'container rm': rm,
  'container run': run,
  'container start': start,
  'container stats': stats,
  'container stop': stop,
  'container top': top,
  'container unpause': unpause,
  'container update': update,
  'container wait': wait,
  'image build': build,
  'image build classic': buildClassic,
  'image history': history,
  'image import': importImage,
  'image inspect': inspectImage,
  'image load': load,
  'image ls': images,
  'image prune': pruneImages,
  'image pull': pull,
  'image push': push,
  'image rm': rmi,
  'image save': save,
  'image tag': tag,
  'network connect': network.connect,
  'network create': network.create,
  'network disconnect': network.disconnect,
  'network inspect': inspectNetwork,
  'network ls': network.ls,
  'network prune': pruneNetworks,
  'network rm': network.rm,
  'volume create': volume.create,
  'volume inspect': inspectVolume,
  'volume ls': volume.ls,
  'volume prune': pruneVolumes,
  'volume rm': volume.rm,
  'system df': df,
  'system events': events,
  'system info': info,
  'system prune': pruneSystem,
  'builder build': build,
  'builder prune': pruneBuilder,
  'buildx build': build,
  'buildx ls': buildxLs,
  'buildx version': buildxVersion,
  'context inspect': context.inspect,
  'context ls': context.ls,
  'context show': context.show,
  'context use': context.use,
  inspect,
  login,
  logout,
  search,
  version,
}
