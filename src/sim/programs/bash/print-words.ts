import type { ArrayValue, Redirection, TestExpression, Word } from 'unbash'

/**
 * Words, redirections and conditional expressions as bash shows them again.
 *
 * @models bash print_cmd.c (print_redirection, print_cond_node)
 */
export const isList = (value: ArrayValue | Word): value is ArrayValue => value.type === 'ArrayValue'

/** `$'…'` is read at once and shown as what it stands for. */
export function wordText(word: Word): string {
  if (word.parts === undefined || !word.parts.some((p) => p.type === 'AnsiCQuoted' || p.type === 'LocaleString'))
    return word.text
  return word.parts
    .map((p) =>
      p.type === 'AnsiCQuoted'
        ? `'${p.value.replace(/'/g, `'\\''`)}'`
        : p.type === 'LocaleString'
          ? p.text.slice(1)
          : p.text,
    )
    .join('')
}

export interface Shown {
  readonly text: string
  readonly doc?: string
}

export function redirectionText(r: Redirection): Shown {
  const before =
    r.descriptor === undefined
      ? ''
      : r.descriptor.type === 'FileDescriptor'
        ? String(r.descriptor.value)
        : `{${r.descriptor.name}}`
  if (r.type === 'HereDoc') {
    const delimiter = r.delimiter?.value ?? 'EOF'
    const body = r.operator === '<<-' ? r.body.text.replace(/^\t+/gm, '') : r.body.text
    return {
      text: `${before === '0' ? '' : before}${r.operator}${r.delimiter?.text ?? ''}`,
      doc: `${body}${delimiter}\n`,
    }
  }
  const target = r.target === undefined ? '' : wordText(r.target)
  if (r.operator === '<&' || r.operator === '>&') return { text: duplicate(r.operator, before, target) }
  if (r.operator === '<>') return { text: `${before === '' ? '0' : before}<> ${target}` }
  const usual = r.operator.startsWith('<') ? '0' : '1'
  return { text: `${before === usual ? '' : before}${r.operator} ${target}` }
}

function duplicate(operator: '<&' | '>&', before: string, target: string): string {
  const usual = operator === '<&' ? '0' : '1'
  if (target === '-') return `${before || usual}>&-`
  if (/^\d+-?$/.test(target)) return `${before || usual}${operator}${target}`
  return `${before === usual ? '' : before}${operator}${target}`
}

export function printTest(e: TestExpression): string {
  switch (e.type) {
    case 'TestUnary':
      return `${e.operator} ${wordText(e.operand)}`
    case 'TestBinary':
      return `${wordText(e.left)} ${e.operator} ${wordText(e.right)}`
    case 'TestLogical':
      return e.operands.map((o) => printTest(o)).join(` ${e.operator} `)
    case 'TestNot':
      return `${'! '.repeat(e.negations.length)}${printTest(e.operand)}`
    case 'TestGroup':
      return `( ${printTest(e.expression)} )`
  }
}
