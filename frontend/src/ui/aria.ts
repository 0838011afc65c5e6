/** Mends what a library says wrongly to screen readers. */

/** A list without a chosen line names "item--1" as its chosen one, which is nowhere: then nothing is named. */
export function mendActiveDescendants(root: Node): () => void {
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      if (target instanceof Element && target.getAttribute('aria-activedescendant')?.endsWith('--1')) target.removeAttribute('aria-activedescendant')
    }
  })
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: ['aria-activedescendant'] })
  return () => observer.disconnect()
}
