import type { Missing } from './expect/evaluate'
import type { Lang } from './scenario'

/** What a check says when it does not hold yet, in both languages. */
interface Words {
  readonly absent: (what: string) => string
  readonly present: (what: string) => string
  readonly unsent: (what: string) => string
  readonly differs: (what: string, is: string, wanted: string) => string
  readonly undefinedIs: string
}

const words: Readonly<Record<Lang, Words>> = {
  en: {
    absent: (what) => `Not yet: ${what} does not exist.`,
    present: (what) => `Not yet: ${what} is still there.`,
    unsent: (what) => `Not yet: no message like ${what} has been sent.`,
    differs: (what, is, wanted) => `Not yet: ${what} is ${is}, and should be ${wanted}.`,
    undefinedIs: 'not there',
  },
  'zh-CN': {
    absent: (what) => `还没有：${what} 不存在。`,
    present: (what) => `还没有：${what} 仍然存在。`,
    unsent: (what) => `还没有：尚未发送过符合 ${what} 的消息。`,
    differs: (what, is, wanted) => `还没有：${what} 现在是 ${is}，应为 ${wanted}。`,
    undefinedIs: '（无）',
  },
}

export function explain(missing: Missing, lang: Lang): string {
  const say = words[lang]
  if (missing.kind !== 'differs') return say[missing.kind](missing.what)
  const sign = missing.operator === '==' ? '' : `${missing.operator} `
  return say.differs(missing.what, missing.is === '' ? say.undefinedIs : missing.is, `${sign}${missing.wanted}`)
}
