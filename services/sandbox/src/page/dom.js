/** Building the page from nodes. Text from outside only ever becomes a text node. */

/**
 * @param {string} tag e.g. `div.bubble.late`
 * @param {Record<string, string> | null} attributes
 * @param {...(Node | string | null | undefined | false)} children
 */
export function el(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.')
  const node = document.createElement(name)
  if (classes.length > 0) node.className = classes.join(' ')
  for (const [key, value] of Object.entries(attributes ?? {})) node.setAttribute(key, value)
  for (const child of children) if (child) node.append(child)
  return node
}

/** A link, if its address is one that a page may open; else only its text. */
export function link(href, ...children) {
  if (!/^https?:\/\//i.test(href)) return el('span', null, ...children)
  return el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...children)
}

const ADDRESS = /https?:\/\/[^\s<>"'，。；！）】]+/g

/** Text with its addresses as links, as phones show it. */
export function linked(text) {
  const nodes = []
  let at = 0
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, '')
    nodes.push(document.createTextNode(text.slice(at, match.index)), link(address, address))
    at = match.index + address.length
  }
  nodes.push(document.createTextNode(text.slice(at)))
  return nodes
}

const two = (number) => String(number).padStart(2, '0')

/** Local HH:MM:SS, with the date in front when it is not today's. */
export function clock(ms) {
  const date = new Date(ms)
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  const today = date.toDateString() === new Date().toDateString()
  return el(
    'time',
    { datetime: date.toISOString() },
    today ? time : `${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`,
  )
}
