/**
 * The kernel's network, as the rest of the kernel calls it. Every function is pure; failures are SysErrors, but a connection
 * that fails is an answer (`kind: 'error'`), since its way is told too. This is the one door: what it does not name is private.
 */
export { connect, expires, ping } from './connect'
export {
  addrAdd,
  dropNetNs,
  emptyNet,
  isLocal,
  linkAddBridge,
  linkAddVeth,
  linkDel,
  links,
  linkSetMaster,
  linkSetUp,
  newNetNs,
  routeAdd,
  routeTo,
  sysctl,
} from './links'
export { resolveOutside } from './outside'
export { bindPort, listen, unbindPort, unlisten } from './ports'
export { iptablesAppend, iptablesDelete, natRules } from './rules'
