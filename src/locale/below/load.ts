import type { Lang } from '../load'
import type { BelowWords } from './words'

/** Only the dictionary that is needed is fetched, and only once such a scene is opened. */
export const loadBelow = async (lang: Lang): Promise<BelowWords> =>
  lang === 'zh-CN' ? (await import('./zh-CN')).zhCN : (await import('./en')).en
