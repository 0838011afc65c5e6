/* Run inside a page by app.testing.looking: what a reader would find wrong with its text. */

function where(element) {
  const hook = element.closest('[data-test]')?.getAttribute('data-test')
  const name = element.tagName.toLowerCase() + [...element.classList].slice(0, 3).map((one) => `.${one}`).join('')
  return `${hook ? `[${hook}] ` : ''}${name} "${(element.textContent || element.placeholder || '').trim().slice(0, 50)}"`
}

function isShown(element) {
  const style = getComputedStyle(element)
  const box = element.getBoundingClientRect()
  return style.visibility !== 'hidden' && style.opacity !== '0' && box.width > 1 && box.height > 1
}

/** Text nodes a person can see, with the box of their letters. */
function* seenText() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const element = node.parentElement
    if (!node.textContent.trim() || !element || /^(SCRIPT|STYLE|OPTION|TITLE)$/.test(element.tagName)) continue
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || element.closest('[aria-hidden=true], .sr-only')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const box = range.getBoundingClientRect()
    if (box.width > 1 && box.height > 1) yield { text: node.textContent.trim(), element, box }
  }
}

/** What cuts this text off where the reader cannot scroll to it, or nothing. */
function cutter(element, box) {
  for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
    const style = getComputedStyle(at)
    if (style.textOverflow === 'ellipsis' && style.overflowX !== 'visible') return null
    if (style.webkitLineClamp !== 'none' && style.webkitLineClamp !== '') return null
    const frame = at.getBoundingClientRect()
    if (/auto|scroll/.test(style.overflowX) || /auto|scroll/.test(style.overflowY)) return null
    const clips = /hidden|clip/.test(style.overflowX)
    if (clips && frame.width > 1 && (box.right > frame.right + 2 || box.left < frame.left - 2) && box.left < frame.right && box.top < frame.bottom - 2) return at
    if (/hidden|clip/.test(style.overflowY) && box.top < frame.bottom - 3 && box.bottom > frame.bottom + 4 && box.height < 60) return at
    if (style.position === 'fixed') break
  }
  return box.right > innerWidth + 2 || box.left < -2 ? document.documentElement : null
}

const RAW_KEY = /^[a-z][A-Za-z]*(\.[A-Za-z0-9_-]+){1,4}$/
const SENTENCE = /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/
const CHROME = 'th, label, legend, [role=tab], dt, summary'
const COMMAND = /\.\/muster[ \w-]*/g

function lookAtText() {
  const found = []
  const root = document.documentElement
  if (root.scrollWidth > root.clientWidth + 1) found.push(['page overflows', `${root.scrollWidth} > ${root.clientWidth}`])
  for (const { text, element, box } of seenText()) {
    const by = element.closest('.pages') ? null : cutter(element, box)
    if (by) found.push(['text cut off', `${where(element)} by ${where(by).slice(0, 40)}`])
    if (RAW_KEY.test(text) && !/\d{4}|\.(csv|xlsx?|pdf|docx)$/.test(text)) found.push(['raw key', where(element)])
    if (root.lang === 'zh-CN' && SENTENCE.test(text.replace(COMMAND, '')) && !element.closest('.ol-attribution, code, pre, [lang=en]')) found.push(['English in Chinese', where(element)])
    if (root.lang === 'en' && element.matches(CHROME) && /^[\u4e00-\u9fff，。：（）]{2,}$/.test(text)) found.push(['Chinese in English', where(element)])
  }
  if (!['zh-CN', 'en'].includes(root.lang)) found.push(['language not said', root.lang])
  return found
}

/** How an element and what stands around it looks: a ring, a shadow, a border, a ground. */
function appearance(element) {
  const around = [element, element.parentElement, element.parentElement?.parentElement, element.parentElement?.parentElement?.parentElement, element.nextElementSibling]
  return around.filter(Boolean).map((one) => {
    const style = getComputedStyle(one)
    const ring = style.outlineStyle === 'none' ? '' : `${style.outlineStyle}${style.outlineWidth}${style.outlineColor}`
    return [ring, style.boxShadow, style.borderColor, style.backgroundColor, style.textDecorationLine].join()
  }).join('|')
}

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex]:not([tabindex="-1"])'

async function lookAtFocus() {
  const found = []
  const still = new CSSStyleSheet()
  still.replaceSync('* { transition: none !important }')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still]
  const dialog = [...document.querySelectorAll('[role=dialog]')].find((one) => isShown(one))
  const all = [...(dialog ?? document).querySelectorAll(FOCUSABLE)].filter((one) => one.tabIndex >= 0 && one.getBoundingClientRect().width > 0)
  const seen = new Set()
  for (const element of all) {
    const sort = `${element.tagName}${element.className}${element.type}`
    if (seen.has(sort) || seen.size > 80) continue
    seen.add(sort)
    document.activeElement?.blur()
    await new Promise((resolve) => setTimeout(resolve, 0))
    const before = appearance(element)
    element.focus({ preventScroll: true })
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (document.activeElement === element && appearance(element) === before) found.push(where(element))
  }
  document.activeElement?.blur()
  return found
}
