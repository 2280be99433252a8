export { fullJitter } from './jitter.ts'
export { type Admission, admit } from './rate.ts'
