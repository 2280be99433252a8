/** The group chat: bubbles of the robot, oldest on top. */
import { clock, el, link, linked } from './dom.js'
import { showMarkdown } from './markdown.js'
import { words } from './words.js'

/** @param message one of `/api/inbox` */
export function wecomMessage(message) {
  const w = words()
  return el(
    'article.row',
    null,
    robot(),
    el(
      'div.said',
      null,
      el('p.who', null, w.robot, el('span.tag', null, w.tag), clock(message.receivedAt)),
      el('div.bubble', null, content(message)),
    ),
  )
}

function content({ raw, text }) {
  const type = raw?.msgtype
  if (type === 'template_card') return templateCard(raw.template_card)
  if (type === 'markdown' || type === 'markdown_v2') return showMarkdown(text, type === 'markdown_v2')
  const people = [...(raw?.text?.mentioned_list ?? []), ...(raw?.text?.mentioned_mobile_list ?? [])]
  return el(
    'p.plain',
    null,
    ...people.map((person) => el('span.mention', null, `@${String(person).replace('@', '')} `)),
    ...linked(text),
  )
}

/** @param card a `template_card` @param below what stands below its rows */
export function templateCard(card, ...below) {
  const rows = card.horizontal_content_list ?? []
  return el(
    'div.card',
    null,
    card.source?.desc && el(`p.source.colour-${sourceColour(card.source.desc_color)}`, null, card.source.desc),
    card.main_title?.title && el('p.h3', null, opening(card, card.main_title.title)),
    card.main_title?.desc && el('p.desc', null, card.main_title.desc),
    card.emphasis_content?.title && el('p.emphasis', null, card.emphasis_content.title),
    card.emphasis_content?.desc && el('p.desc.middle', null, card.emphasis_content.desc),
    card.sub_title_text && el('p.plain', null, card.sub_title_text),
    rows.length > 0 &&
      el('dl', null, ...rows.flatMap((row) => [el('dt', null, String(row.keyname ?? '')), el('dd', null, value(row))])),
    ...(card.jump_list ?? []).map((jump) => el('p.jump', null, value({ value: jump.title, url: jump.url }))),
    ...below,
  )
}

/** A tap anywhere on a card opens this address; here its title does. */
function opening({ card_action: action }, title) {
  return action?.type === 1 ? link(String(action.url), title) : title
}

/** Source: path/91770: 0 grey, 1 black, 2 red, 3 green. */
function sourceColour(number) {
  return ['grey', 'black', 'red', 'green'][number] ?? 'grey'
}

function value(row) {
  const text = String(row.value ?? '')
  return typeof row.url === 'string' ? link(row.url, text) : text
}

const SVG = 'http://www.w3.org/2000/svg'

function robot() {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 40 40')
  svg.setAttribute('class', 'avatar')
  svg.setAttribute('aria-hidden', 'true')
  const part = (name, attributes) => {
    const node = document.createElementNS(SVG, name)
    for (const [key, text] of Object.entries(attributes)) node.setAttribute(key, text)
    svg.append(node)
  }
  part('rect', { width: '40', height: '40', rx: '8', class: 'back' })
  part('path', { d: 'M20 8.500v4', class: 'line' })
  part('circle', { cx: '20', cy: '8', r: '1.800', class: 'face' })
  part('rect', { x: '9', y: '12.500', width: '22', height: '17', rx: '6', class: 'face' })
  part('rect', { x: '6', y: '18', width: '2', height: '6', rx: '1', class: 'face' })
  part('rect', { x: '32', y: '18', width: '2', height: '6', rx: '1', class: 'face' })
  part('circle', { cx: '15.500', cy: '20', r: '2.200', class: 'eye' })
  part('circle', { cx: '24.500', cy: '20', r: '2.200', class: 'eye' })
  part('path', { d: 'M16 25.500c2.500 1.500 5.500 1.500 8 0', class: 'mouth' })
  return svg
}
