import type { Field, FieldWishes } from './field'

/** A text area with the same face as the editor. Tab always leaves it. */
export function plain(wishes: FieldWishes): Field {
  const area = document.createElement('textarea')
  area.value = wishes.text
  area.readOnly = wishes.readonly
  area.spellcheck = false
  area.autocapitalize = 'off'
  area.setAttribute('aria-label', wishes.label)
  area.setAttribute('aria-describedby', wishes.describedBy)
  area.addEventListener('input', () => wishes.changed(area.value))
  area.addEventListener('keydown', (event) => {
    if (wishes.key(event, area.selectionStart !== area.selectionEnd)) event.preventDefault()
  })
  wishes.parent.append(area)
  return {
    focus: () => area.focus({ preventScroll: true }),
    destroy: () => area.remove(),
  }
}
