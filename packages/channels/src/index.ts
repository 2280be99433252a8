export type * from './contract.ts'
export { bySeverity } from './digest.ts'
export { channelOf, channelSchemas, channels, type RegisteredChannel } from './registry.ts'
