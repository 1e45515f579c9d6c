import type { Words } from './words'

/** Languages that the page speaks, each by its own name. */
export const languages = { en: 'English', 'zh-CN': '简体中文' } as const

export type Lang = keyof typeof languages

/** The language that fits best what was asked for: `zh`, `zh-Hans-SG` and `zh_CN` all mean 简体中文 here. */
export const langOf = (asked: string): Lang => (/^zh/i.test(asked) ? 'zh-CN' : 'en')

/** Only the dictionary that is needed is fetched. */
export const loadWords = async (lang: Lang): Promise<Words> =>
  lang === 'zh-CN' ? (await import('./zh-CN')).zhCN : (await import('./en')).en
