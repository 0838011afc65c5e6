/** Parts of the screens that did not come are asked for again under another address: browsers keep a failure for as long as the page is open. */

/** The address of a part as it was asked for first: what failed under another one is said to whoever asks on. */
const ADDRESS = /module: (\S+\.js)$/
const STYLE = /CSS for (\S+)/

/** Load a part; where the line was cut, ask once more in a way that can succeed now that it may be back. */
export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (error) {
    const style = STYLE.exec(String(error))?.[1]
    if (style) {
      await styled(`${style}?again=${Date.now()}`, error)
      return load() // the failed style is not asked for a second time
    }
    const address = ADDRESS.exec(String(error))?.[1]
    if (!address) throw error
    return import(/* @vite-ignore */ `${address}?again=${Date.now()}`) as Promise<T>
  }
}

function styled(address: string, error: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = address
    link.onload = () => resolve()
    link.onerror = () => {
      link.remove()
      reject(error instanceof Error ? error : new Error(String(error)))
    }
    document.head.append(link)
  })
}
