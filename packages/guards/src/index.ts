export { type Breaker, type BreakerPolicy, CLOSED, permit, settle } from './breaker.ts'
export { fullJitter } from './jitter.ts'
export { type Admission, admit } from './rate.ts'
