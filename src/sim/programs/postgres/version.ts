import type { Sys } from '../../wire/sys'

/** Which PostgreSQL this is: the images say so in PG_VERSION, as `17.6-1.pgdg12+1` or, on Alpine, `17.6`. */
const packaged = (sys: Sys): string => sys.env['PG_VERSION'] ?? '17.6-1.pgdg12+1'

/** `17.6` */
export const number = (sys: Sys): string => packaged(sys).split('-')[0]!

const onDebian = (sys: Sys): boolean => packaged(sys).includes('-')

/** As the programs tell it: `17.6 (Debian 17.6-1.pgdg12+1)`. */
export const version = (sys: Sys): string => (onDebian(sys) ? `${number(sys)} (Debian ${packaged(sys)})` : number(sys))

/** As version() tells it. */
export const banner = (sys: Sys): string =>
  onDebian(sys)
    ? `PostgreSQL ${version(sys)} on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit`
    : `PostgreSQL ${version(sys)} on x86_64-pc-linux-musl, compiled by gcc (Alpine 14.2.0) 14.2.0, 64-bit`

export const major = (sys: Sys): string => number(sys).split('.')[0]!
