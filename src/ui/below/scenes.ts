/** The scenes that look below the surface; each is fetched when it is first opened. */
export const belowNames = ['layers', 'isolation', 'resources', 'compare'] as const
export type BelowName = (typeof belowNames)[number]
