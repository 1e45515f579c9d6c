import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { colouring } from './colour'
import type { Field, FieldWishes } from './field'

/** CodeMirror in the colours of the terminal. This module, and with it all of CodeMirror, comes only when an editor opens. */
export function mirror(wishes: FieldWishes): Field {
  const language = new Compartment()
  const view = new EditorView({
    parent: wishes.parent,
    // Styles belong into the shadow root that the page lives in.
    root: wishes.parent.getRootNode() as ShadowRoot,
    state: EditorState.create({
      doc: wishes.text,
      extensions: [
        Prec.highest(EditorView.domEventHandlers({ keydown: (event, at) => keydown(wishes, event, at) })),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        search({ top: true }),
        indentUnit.of('  '),
        EditorView.lineWrapping,
        // A file that ends its lines in another way keeps them.
        EditorState.lineSeparator.of('\n'),
        EditorState.readOnly.of(wishes.readonly),
        EditorState.phrases.of(wishes.phrases),
        EditorView.contentAttributes.of({ 'aria-label': wishes.label, 'aria-describedby': wishes.describedBy }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) wishes.changed(update.state.sliceDoc())
        }),
        syntaxHighlighting(colours),
        theme,
        language.of([]),
      ],
    }),
  })
  // Without its colours a text can be edited as well.
  if (wishes.language !== undefined)
    void colouring(wishes.language).then(
      (colour) => view.dispatch({ effects: language.reconfigure(colour) }),
      () => undefined,
    )
  return { focus: () => view.focus(), destroy: () => view.destroy() }
}

/** After Escape, Tab leaves until another key has been pressed. */
function keydown(wishes: FieldWishes, event: KeyboardEvent, view: EditorView): boolean {
  if (wishes.key(event, !view.state.selection.main.empty)) {
    event.preventDefault()
    return true
  }
  if (event.key === 'Escape') view.setTabFocusMode(true)
  else if (event.key !== 'Tab' && event.key !== 'Shift') view.setTabFocusMode(false)
  return false
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.tagName, tags.modifier], color: 'var(--gw-ansi-4)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--gw-ansi-2)' },
  { tag: tags.comment, color: 'var(--gw-term-dim)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--gw-ansi-3)' },
  { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.variableName)], color: 'var(--gw-ansi-6)' },
  {
    tag: [tags.variableName, tags.special(tags.variableName), tags.standard(tags.variableName)],
    color: 'var(--gw-ansi-14)',
  },
  { tag: [tags.operator, tags.meta, tags.processingInstruction], color: 'var(--gw-ansi-5)' },
  { tag: tags.invalid, color: 'var(--gw-ansi-1)' },
])

const theme = EditorView.theme(
  {
    '&': { height: '100%', color: 'var(--gw-term-ink)', backgroundColor: 'var(--gw-term)', font: 'inherit' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--gw-mono)', lineHeight: '1.6' },
    '.cm-content': { caretColor: 'var(--gw-term-ink)', padding: '6px 0' },
    '.cm-cursor': { borderLeftColor: 'var(--gw-term-ink)', borderLeftWidth: '2px' },
    '.cm-gutters': { backgroundColor: 'var(--gw-term)', color: 'var(--gw-term-dim)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'rgb(255 255 255 / 0.05)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      background: 'rgb(141 180 255 / 0.35)',
    },
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
      backgroundColor: 'transparent',
      outline: '1px solid var(--gw-term-dim)',
    },
    '.cm-panels': { backgroundColor: 'var(--gw-term)', color: 'var(--gw-term-ink)' },
    '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--gw-term-line)' },
    '.cm-panel.cm-search': { padding: '6px 30px 6px 8px', fontFamily: 'var(--gw-text)' },
    '.cm-textfield': {
      backgroundColor: 'transparent',
      color: 'inherit',
      border: '1px solid var(--gw-term-dim)',
      borderRadius: '4px',
      fontSize: '1em',
    },
    '.cm-button': {
      background: 'none',
      color: 'inherit',
      border: '1px solid var(--gw-term-line)',
      borderRadius: '4px',
      fontSize: '1em',
    },
    '.cm-panel.cm-search [name=close]': { color: 'inherit', fontSize: '1.2em', top: '4px', right: '6px' },
    '.cm-searchMatch': { backgroundColor: 'rgb(240 195 109 / 0.3)' },
    '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'rgb(240 195 109 / 0.6)' },
  },
  { dark: true },
)
