/** The attributes of the element that the page understands. */
export const attributes = [
  'lang',
  'theme',
  'density',
  'depth',
  'scene',
  'view',
  'controls',
  'terminal',
  'speed',
  'loop',
  'autoplay',
  'scenario',
  'commands',
  'seed',
] as const
