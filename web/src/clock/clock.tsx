import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'

const RouterClockContext = createContext(0)
const LocalClockContext = createContext(0)

/** The router's time in milliseconds, from which every age of its data is counted. */
export const useNow = (): number => useContext(RouterClockContext)

/** This computer's time, for what the browser itself has stamped. */
export const useLocalNow = (): number => useContext(LocalClockContext)

/** A clock that stands still: what tests use, and what `TickingClock` moves. */
export function Clock(props: { readonly now: number; readonly skewMs?: number; readonly children: ReactNode }) {
  return (
    <LocalClockContext value={props.now}>
      <RouterClockContext value={props.now + (props.skewMs ?? 0)}>{props.children}</RouterClockContext>
    </LocalClockContext>
  )
}

/** Ticks every second. `skewMs` is what the router's clock is ahead of this computer's. */
export function TickingClock({ skewMs, children }: { readonly skewMs: number; readonly children: ReactNode }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <Clock now={now} skewMs={skewMs}>
      {children}
    </Clock>
  )
}
