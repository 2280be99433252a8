export type * from './contract.ts'
export { channelOf, channelSchemas, channels, type RegisteredChannel } from './registry.ts'
