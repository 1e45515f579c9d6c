export const size = (bytes: number): string =>
  bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : `${bytes} 字节`

/** 作定语：`126 字节的`、`5.6 kB 的`。 */
export const sized = (bytes: number): string => `${size(bytes)}的`.replace(/B的$/, 'B 的')
