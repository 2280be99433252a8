/** A JSON array that is written as it is made: memory holds a slice of it, and a slow client slows the making. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import { answer } from './answers.ts'

/** Each slice holds the texts of some elements. Gives up where the client goes away. */
export async function streamArray(
  response: ServerResponse,
  slices: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): Promise<void> {
  const gone = once(response, 'close')
  let text = '['
  let first = true
  for await (const slice of slices) {
    if (slice.length > 0) {
      text += first ? slice.join(',') : `,${slice.join(',')}`
      first = false
    }
    if (response.destroyed || response.writableEnded) return
    // Not before the first slice is there: until then something else can be answered.
    if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'application/json' })
    const room = text === '' || response.write(text)
    text = ''
    if (!room) await Promise.race([once(response, 'drain'), gone])
    // What the kernel takes at once drains without a turn of the event loop: others would wait for the end of the answer.
    await setImmediate()
  }
  if (response.destroyed || response.writableEnded) return
  if (response.headersSent) response.end(`${text}]\n`)
  else answer(response, 200, [])
}

/** The elements in slices of `size`, each as JSON. */
export function* slicesOf<T>(elements: Iterable<T>, size: number, show: (element: T) => unknown): Iterable<string[]> {
  let slice: string[] = []
  for (const element of elements) {
    slice.push(JSON.stringify(show(element)))
    if (slice.length < size) continue
    yield slice
    slice = []
  }
  if (slice.length > 0) yield slice
}
