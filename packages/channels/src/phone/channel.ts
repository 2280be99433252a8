/** What SMS and calls have in common: numbers, outcomes and receipts for each, a budget, and a template whose failure is told. */
import type { Channel, Notification, SendContext } from '../contract.ts'
import { type Texts, textsOf, withProblems } from '../templated.ts'
import { messageTraits } from '../traits.ts'
import { type Budget, budgetText, countOf } from './config.ts'
import { collectReceipts, deliverTo, prepareCalls, recipientsOf } from './deliver.ts'
import type { Line } from './line.ts'
import { maskNumber } from './numbers.ts'

interface PhoneConfig {
  readonly sendResolved: boolean
  readonly to: readonly string[]
  readonly budget: Budget
}

export interface PhoneChannel<C> extends Pick<Channel<C>, 'type' | 'schema'> {
  /** The provider and what it sends by, without secrets. */
  targetOf(config: C): string
  lineOf(config: C, context: SendContext, texts: Texts): Line
  /** What reaches a person, and what goes along with it. */
  shown(
    config: C,
    context: SendContext,
    texts: Texts,
  ): { readonly content: string; readonly fields?: Readonly<Record<string, string>> }
  digestSize(config: C, waiting: readonly Notification[]): number
}

export function phoneChannel<C extends PhoneConfig>(phone: PhoneChannel<C>): Channel<C> {
  const { type, schema, targetOf, digestSize } = phone
  const textsIn = ({ notification, now }: SendContext) => textsOf(notification, now)
  const lineOf = (config: C, context: SendContext) => phone.lineOf(config, context, textsIn(context))
  return {
    ...{ type, schema, digestSize },
    traits: (config) => ({ ...messageTraits(config), budget: config.budget }),
    describe: (config) => `${type} ${targetOf(config)} ${countOf(config.to)}`,
    prepare: (config, context) => prepareCalls(lineOf(config, context), recipientsOf(config.to, context), context),
    send: async (config, context) => {
      const texts = textsIn(context)
      const line = phone.lineOf(config, context, texts)
      const result = await deliverTo(line, recipientsOf(config.to, context), context, 'numbers')
      return { ...result, outcome: withProblems(result.outcome, texts.problems()) }
    },
    preview: (config, context) => {
      const to = recipientsOf(config.to, context).map(maskNumber).join(', ')
      const { content, fields } = phone.shown(config, context, textsIn(context))
      return [{ format: 'text', fields: { to, budget: budgetText(config.budget), ...fields }, content }]
    },
    receipts: (config, context) => collectReceipts(lineOf(config, context), recipientsOf(config.to, context), context),
  }
}
