import type { Evidence } from '@tocsin/channels'
import { sampleOf } from './shape.ts'

const MAX_SAMPLES = 5
const MAX_TRACE_IDS = 5
/** Kinds beyond this are not told apart any more. */
const MAX_KINDS = 500

/** What is gathered about one episode of one alert. */
export interface EvidenceBook {
  /** One match; `shape` as `shapeOf` gives it. */
  add(match: { readonly at: number; readonly line: string; readonly shape: string; readonly traceId?: string }): void
  /** An episode begins: only what happened at `since` or later belongs to it, and that was `count` matches from `firstAt` on. */
  begin(start: { readonly since: number; readonly firstAt: number; readonly count: number }): void
  count(): number
  kinds(): number
  read(): Evidence
}

interface Kind {
  lastAt: number
  sample: string | undefined
}

export function createEvidence(): EvidenceBook {
  const kinds = new Map<number, Kind>()
  const traceIds = new Map<string, number>()
  let count = 0
  let firstAt = Number.POSITIVE_INFINITY
  let lastAt = 0
  let samples = 0

  const addKind = (at: number, line: string, shape: string): void => {
    const key = hashOf(shape)
    let kind = kinds.get(key)
    if (!kind) {
      if (kinds.size >= MAX_KINDS) return
      kind = { lastAt: at, sample: undefined }
      kinds.set(key, kind)
    }
    kind.lastAt = Math.max(kind.lastAt, at)
    if (kind.sample === undefined && samples < MAX_SAMPLES) {
      kind.sample = sampleOf(line)
      samples += 1
    }
  }

  return {
    add({ at, line, shape, traceId }) {
      count += 1
      firstAt = Math.min(firstAt, at)
      lastAt = Math.max(lastAt, at)
      addKind(at, line, shape)
      if (traceId !== undefined && (traceIds.has(traceId) || traceIds.size < MAX_TRACE_IDS)) traceIds.set(traceId, at)
    },
    begin(start) {
      count = start.count
      firstAt = start.firstAt
      const { since } = start
      for (const [key, kind] of kinds) {
        if (kind.lastAt >= since) continue
        if (kind.sample !== undefined) samples -= 1
        kinds.delete(key)
      }
      for (const [traceId, at] of traceIds) if (at < since) traceIds.delete(traceId)
    },
    count: () => count,
    kinds: () => kinds.size,
    read() {
      const shown: string[] = []
      for (const { sample } of kinds.values()) if (sample !== undefined) shown.push(sample)
      return { count, kinds: kinds.size, firstAt, lastAt, samples: shown, traceIds: [...traceIds.keys()] }
    },
  }
}

/** 53 bits of FNV-1a, twice 32 with different seeds: shapes are long, and only their difference matters. */
function hashOf(text: string): number {
  let a = 0x811c9dc5
  let b = 0x050c5d1f
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x01000193)
  }
  return (a >>> 0) * 0x20_0000 + ((b >>> 0) >>> 11)
}
