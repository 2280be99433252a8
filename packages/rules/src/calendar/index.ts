export { type CalendarCopy, copyOf, keepCopy } from './copy.ts'
export { type CalendarAnswer, type CalendarGet, fetchCalendar, MAX_CALENDAR_BYTES } from './fetch.ts'
export { type CalendarRead, readCalendar } from './ical.ts'
