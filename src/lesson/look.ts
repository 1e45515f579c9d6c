/** What the picture may know of a world that no single node shows. */
export { registriesInside } from '../sim/host/look'
export { cgroupTree, overlayAt, rootFile } from '../sim/host/under'
