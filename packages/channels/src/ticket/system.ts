/** The ticket systems, by what the settings say. */
import type { TicketConfig } from './config.ts'
import { githubSystem } from './github/system.ts'
import { jiraSystem } from './jira/system.ts'
import type { CallContext, TicketSystem } from './port.ts'
import { webhookSystem } from './webhook/system.ts'
import { zentaoSystem } from './zentao/system.ts'

export function systemOf({ system, timeoutMs }: TicketConfig, context: CallContext): TicketSystem {
  switch (system.kind) {
    case 'webhook':
      return webhookSystem(system, timeoutMs, context)
    case 'jira':
      return jiraSystem(system, timeoutMs, context)
    case 'github':
      return githubSystem(system, timeoutMs, context)
    case 'zentao':
      return zentaoSystem(system, timeoutMs, context)
  }
}
