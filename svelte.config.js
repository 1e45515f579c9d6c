/** Not worth a warning here: a page's desk never changes, and regions that scroll are reachable by keyboard on purpose. */
const wanted = [
  'state_referenced_locally',
  'a11y_no_noninteractive_tabindex',
  'a11y_no_noninteractive_element_interactions',
  'a11y_click_events_have_key_events',
]

/** Styles travel with the components: each <glass-whale> puts them into its own shadow root. */
export default {
  compilerOptions: { css: 'injected', runes: true, warningFilter: (warning) => !wanted.includes(warning.code) },
}
