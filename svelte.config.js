/** Styles travel with the components: each <glass-whale> puts them into its own shadow root. */
export default {
  compilerOptions: { css: 'injected', runes: true },
}
