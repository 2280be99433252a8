/** Moments as `datetime-local` fields hold them. Pure, but for the browser's time zone. */

/** `2026-11-25T14:30` in the browser's zone, as `datetime-local` wants it. */
export function toLocalInput(at: number): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Undefined while it is half written. */
export function fromLocalInput(text: string): number | undefined {
  const at = new Date(text).getTime()
  return Number.isNaN(at) ? undefined : at
}
