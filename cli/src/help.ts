/** What `tocsin help` says. */
import { ROUTER_ACCESS_HELP } from './router-client.ts'

export const HELP = `usage: tocsin COMMAND [OPTIONS]

  start    bring up the stack as local processes, until Ctrl-C
             --profile demo|production   demo (default) shortens the durations of the rules, and uses the sandbox
             --data DIR                  where data and logs go (.tocsin)
             --rules DIR                 the rules (alert-rules); a save there is in force within seconds
             --only NAME[,NAME]          these services, and what they need
             --no-load                   without the load on the shop
  check    check the rules: alert-rules/, or the folder named; with promtool, where there is one, their tests too
  why      who was told of an alert, who was not, and why
             '{alertname="X"}'           which: matchers, in quotes
             --at TIME                   then instead of now: 2026-01-31T08:00:00Z
  history  what happened, newest first
             ['{alertname="X"}']         to these alerts
             --from, --to TIME  --receiver NAME  --outcome sent|retry|reject|unknown
             --kind alert|decision|acknowledgement|hold|attempt|silence|configuration  --limit N (50)
  ack      say that you have it: nobody else is called, and others see who
             '{alertname="X"}'           which: the groups with such an alert
             --by NAME                   who (the user of this machine)
             --undo                      take it back
  route    where an alert would go, and what of the clock would mute it: nobody is told
             '{alertname="X",team="db"}' its labels
             --config.file FILE          by this router.yml, without a router
             --at TIME                   then instead of now
  oncall   who is on call, until when, and who is next
             [SCHEDULE]                  of people.yml; all of them without it
             --at TIME                   then instead of now
             --config.file FILE          by the people.yml beside this router.yml, without a router
             --storage.path DIR          with it: the router's copies of calendars that cannot be had
  dead-letters  what was refused for good or given up, why, and who heard it instead
             --receiver NAME  --since 1h  --limit N (50)
  replay   give dead letters a fresh chance, through the channels as they are configured now
             ID [ID…]                    those of dead-letters
             --receiver NAME [--since 1h]  all of a receiver, in their order
             --even-if-newer             also where the receiver has newer news of the same
  render   what a receiver would send: nobody is told
             RECEIVER                    its name in router.yml
             --alert FILE                an alert, or a list of them, as JSON in the form of Alertmanager's API v2; - is stdin
             --config.file FILE          by this router.yml, without a router
  send-test  send a message, marked as a test, through each channel of a receiver
             RECEIVER                    its name in router.yml
  adopt    take over what a running Alertmanager knows: its alerts as told already, its silences
             URL                         of the Alertmanager that is left
  migrate  an alertmanager.yml whose webhooks point at PrometheusAlert, as a router.yml with channels of ours
             FILE                        the alertmanager.yml; it stays as it is
             --templates FILE            PrometheusAlert's: its JSON export, or a file named as the template; again for more
             --conf FILE                 its app.conf, for what the addresses do not say
             --out DIR                   where router.yml, templates/ and tocsin.env.example go (migrated)
  backup   the router's database as one file, while the router runs or when it is stopped
             --to FILE                   not there yet
             --storage.path DIR          where the router's data lies; without it, the router that runs is asked
  restore  put a backup in the place of a stopped router's database, which is kept aside
             --from FILE  --storage.path DIR
  storage check  look at every page of a database that nobody uses: a backup, or a stopped router's
             FILE, or --storage.path DIR
  help     this text

why, history, ack, route, oncall, dead-letters, replay, render, send-test, adopt and backup ask a running router:
${ROUTER_ACCESS_HELP.replace(/^/gm, '  ')}
`
