/** Places of a text in what an element shows, in order, across the spans that it is broken into. Case does not count. */
export function placesOf(root: HTMLElement, wanted: string): readonly Range[] {
  if (wanted === '') return []
  const nodes: { readonly node: Text; readonly from: number }[] = []
  let whole = ''
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.parentElement?.closest('.side, .menu')) continue
    nodes.push({ node: node as Text, from: whole.length })
    whole += (node as Text).data
  }
  const text = whole.toLowerCase()
  const found: Range[] = []
  for (
    let at = text.indexOf(wanted.toLowerCase());
    at >= 0;
    at = text.indexOf(wanted.toLowerCase(), at + wanted.length)
  )
    found.push(rangeOf(nodes, at, at + wanted.length))
  return found
}

function rangeOf(nodes: readonly { readonly node: Text; readonly from: number }[], from: number, to: number): Range {
  const range = document.createRange()
  const holds = (at: number) => nodes.findLast((one) => one.from <= at)!
  const start = holds(from)
  const end = holds(to - 1)
  range.setStart(start.node, from - start.from)
  range.setEnd(end.node, to - end.from)
  return range
}

/** Lights all places, and one of them more; without the browser's highlights the one is selected. */
export function light(places: readonly Range[], one: Range | undefined): void {
  if (typeof CSS === 'undefined' || !('highlights' in CSS)) {
    const selection = document.getSelection()
    selection?.removeAllRanges()
    if (one) selection?.addRange(one)
    return
  }
  CSS.highlights.set('gw-find', new Highlight(...places))
  if (one) CSS.highlights.set('gw-found', new Highlight(one))
  else CSS.highlights.delete('gw-found')
}
