/** Reads the body of a request into memory, but never more than there is room for. */
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

/** A Prometheus sends 256 alerts at most, under 1 MB; others send all alerts of a rule at once. */
const MAX_BODY_BYTES = 8 * 1024 * 1024
/** All bodies being read together. */
const MAX_READING_BYTES = 64 * 1024 * 1024
/** Of a refused body what is still taken, and let fall. */
const DISCARDED_BYTES = 64 * 1024 * 1024
const DISCARD_MS = 1_000

type Body =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'refused'; readonly status: 400 | 413 | 503; readonly message: string }
  /** The client went away while sending: nobody is there to answer. */
  | { readonly kind: 'gone' }

export type ReadBody = (request: IncomingMessage) => Promise<Body>

/** Readers of one process share one account. */
export function createBodyReader({ maxBytes = MAX_BODY_BYTES, maxReadingBytes = MAX_READING_BYTES } = {}): ReadBody {
  let reading = 0
  async function read(request: IncomingMessage): Promise<Body> {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) return tooLarge(maxBytes)
    const chunks: Buffer[] = []
    let size = 0
    try {
      // Not destroyed when we stop reading: the refusal has to reach the client first.
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        const bytes = chunk as Buffer
        size += bytes.byteLength
        reading += bytes.byteLength
        if (size > maxBytes) return tooLarge(maxBytes)
        if (reading > maxReadingBytes) {
          return { kind: 'refused', status: 503, message: 'too many bodies are being read; send again' }
        }
        chunks.push(bytes)
      }
    } catch {
      return { kind: 'gone' }
    } finally {
      reading -= size
    }
    const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
    return isUtf8(bytes) ? { kind: 'read', bytes } : { kind: 'refused', status: 400, message: 'the body is not UTF-8' }
  }

  return async (request) => {
    const body = await read(request)
    if (body.kind === 'refused') await discard(request)
    return body
  }
}

/** Many clients read no answer before they have sent all: a connection that is closed on them tells them nothing. */
async function discard(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  let left = DISCARDED_BYTES
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DISCARD_MS)
    request.on('data', (chunk: Buffer) => {
      left -= chunk.byteLength
      if (left < 0) resolve()
    })
    request.once('close', resolve).once('end', resolve).once('error', resolve)
    timer.unref()
  })
}

function tooLarge(maxBytes: number): Body {
  return { kind: 'refused', status: 413, message: `the body is larger than ${maxBytes} bytes; send smaller batches` }
}
