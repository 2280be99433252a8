/**
 * Where silences lie, so that those that may match an alert are found without trying all: under the values of one of
 * their matchers, else under the beginning of a pattern, else on a heap that every alert has to try. Pure.
 */
import type { Labels } from '@tocsin/rules'
import type { Silence } from '../model/silence.ts'
import { keysOf } from './matcher-keys.ts'

export interface SilenceShelves {
  lay(silence: Silence): void
  take(silence: Silence): void
  /** Each silence that may match; whoever asks tries its matchers. */
  candidates(labels: Labels): Iterable<Silence>
}

interface Place {
  readonly kind: 'values' | 'prefix'
  readonly name: string
  readonly keys: readonly string[]
}

/** Of one label. */
interface Shelf {
  readonly byKey: Map<string, Set<Silence>>
  /** Length of keys → how many have it: a value is cut to each of them. */
  readonly lengths: Map<number, number>
}

type Shelves = Map<string, Shelf>

export function createSilenceShelves(): SilenceShelves {
  const shelves: Readonly<Record<Place['kind'], Shelves>> = { values: new Map(), prefix: new Map() }
  const places = new Map<Silence, Place>()
  const heap = new Set<Silence>()

  const crowdOf = ({ kind, name, keys }: Place): number =>
    keys.reduce((sum, key) => sum + 1 + (shelves[kind].get(name)?.byKey.get(key)?.size ?? 0), 0)

  /** The place with the fewest others; values before beginnings, which more alerts have. */
  function placeFor({ matchers }: Silence): Place | undefined {
    const places = matchers.flatMap((matcher): Place[] => {
      const keys = keysOf(matcher)
      if (!keys) return []
      return [{ kind: keys.kind, name: matcher.name, keys: keys.kind === 'values' ? keys.values : [keys.prefix] }]
    })
    const valued = places.filter(({ kind }) => kind === 'values')
    const [first, ...others] = valued.length > 0 ? valued : places
    return first && others.reduce((best, place) => (crowdOf(place) < crowdOf(best) ? place : best), first)
  }

  return {
    lay(silence) {
      const place = placeFor(silence)
      if (!place) {
        heap.add(silence)
        return
      }
      places.set(silence, place)
      for (const key of place.keys) add(shelves[place.kind], place.name, key, silence)
    },
    take(silence) {
      heap.delete(silence)
      const place = places.get(silence)
      if (!place) return
      places.delete(silence)
      for (const key of place.keys) remove(shelves[place.kind], place.name, key, silence)
    },
    *candidates(labels) {
      yield* heap
      for (const name of Object.keys(labels)) {
        const value = labels[name] ?? ''
        yield* shelves.values.get(name)?.byKey.get(value) ?? []
        const beginnings = shelves.prefix.get(name)
        if (!beginnings) continue
        for (const length of beginnings.lengths.keys()) {
          if (length <= value.length) yield* beginnings.byKey.get(value.slice(0, length)) ?? []
        }
      }
    },
  }
}

function add(shelves: Shelves, name: string, key: string, silence: Silence): void {
  const shelf = shelves.get(name) ?? { byKey: new Map(), lengths: new Map() }
  shelves.set(name, shelf)
  const found = shelf.byKey.get(key)
  if (found) {
    found.add(silence)
    return
  }
  shelf.byKey.set(key, new Set([silence]))
  shelf.lengths.set(key.length, (shelf.lengths.get(key.length) ?? 0) + 1)
}

function remove(shelves: Shelves, name: string, key: string, silence: Silence): void {
  const shelf = shelves.get(name)
  const found = shelf?.byKey.get(key)
  if (!shelf || !found) return
  found.delete(silence)
  if (found.size > 0) return
  shelf.byKey.delete(key)
  const others = (shelf.lengths.get(key.length) ?? 1) - 1
  if (others > 0) shelf.lengths.set(key.length, others)
  else shelf.lengths.delete(key.length)
  if (shelf.byKey.size === 0) shelves.delete(name)
}
