import { FIRST_MIGRATIONS } from './first-schema.ts'

/** The router's schema by version. Applied migrations never change; a new one is appended. Times are milliseconds. */
export const MIGRATIONS: readonly string[] = [
  ...FIRST_MIGRATIONS,
  `
  -- When somebody else is to hear it counts from owed_since, which newer news of the same kind inherits. fallback_at: when
  -- that was decided on, in the words of fallback_reason. A delivery that stands in for another has instead_of, and the
  -- moment at which its news was decided.
  alter table delivery add column owed_since integer not null default 0;
  alter table delivery add column fallback_at integer;
  alter table delivery add column fallback_reason text;
  alter table delivery add column instead_of integer;
  alter table delivery add column news_at integer;
  -- Why it is a dead letter, where its state is 'rejected'.
  alter table delivery add column end_how text check (end_how in ('rejected', 'given-up', 'not-delivered'));
  alter table delivery add column end_code text;
  alter table delivery add column end_reason text;
  alter table delivery add column replayed_at integer;
  alter table delivery add column replays integer not null default 0;
  update delivery set owed_since = decided_at;
  update delivery set (end_how, end_code, end_reason) = (
    select iif(outcome = 'reject', 'rejected', 'given-up'), code, attempt.reason
    from attempt join message_delivery using(message_id) where delivery_id = delivery.id order by attempt.id desc limit 1)
    where state = 'rejected';
  create index delivery_owed on delivery(receiver, owed_since) where finished_at is null and fallback_at is null;
  create index delivery_instead_of on delivery(instead_of) where instead_of is not null;
  `,
  `
  -- From the first message that something fires to the end of what was told.
  alter table alert_group add column episode integer not null default 0;
  create table episode(
    group_id integer not null references alert_group(id),
    n integer not null,
    started_at integer not null,
    ended_at integer,
    ended_with text not null default '[]',
    primary key(group_id, n)
  ) strict, without rowid;
  create index episode_ended on episode(ended_at) where ended_at is not null;
  update alert_group set episode = 1 where told <> '{}' and next_flush_at is not null;
  insert into episode(group_id, n, started_at) select id, 1, coalesce(decided_at, 0) from alert_group where episode = 1;

  create table acknowledgement(
    id integer primary key,
    group_id integer not null references alert_group(id),
    episode integer not null,
    at integer not null,
    kind text not null check (kind in ('acknowledged', 'taken back', 'lapsed')),
    by text not null,
    via text not null
  ) strict;
  create index acknowledgement_of on acknowledgement(group_id, episode, id);
  create index acknowledgement_at on acknowledgement(at);

  -- 0: of before there were episodes.
  alter table delivery add column episode integer not null default 0;
  `,
  `
  -- A message that cannot call people has a second one behind it, which the provider counts as well.
  alter table attempt add column calls integer not null default 1 check (calls >= 1);
  `,
  `
  -- What was promised for it; null where nothing was.
  alter table delivery add column tier text;
  alter table delivery add column accepted_at integer;
  alter table delivery add column objective_ms integer;

  create table receiver_reached(receiver text primary key, at integer not null) strict, without rowid;
  `,
  `
  -- When somebody who stands in for it heard it.
  alter table delivery add column heard_at integer;
  create index delivery_dead on delivery(receiver, id) where state = 'rejected';
  `,
  `
  -- A delivery that waited for people in their quiet hours, each time.
  create table delivery_hold(
    id integer primary key,
    delivery_id integer not null references delivery(id),
    at integer not null,
    until integer not null,
    reason text not null
  ) strict;
  create index delivery_hold_of on delivery_hold(delivery_id, id);
  create index delivery_hold_at on delivery_hold(at);
  `,
  `
  -- What the provider told later of a message that it had accepted, and when it is to be asked. What a budget counts is found
  -- without looking at deliveries.
  alter table delivery add column receipts_at integer;
  alter table delivery add column delivered_at integer;
  create index delivery_receipts on delivery(receipts_at) where receipts_at is not null;
  alter table recipient_outcome add column receiver text not null default '';
  alter table recipient_outcome add column channel text not null default '';
  alter table recipient_outcome add column receipt text check (receipt in ('delivered', 'failed', 'pending'));
  alter table recipient_outcome add column receipt_code text;
  alter table recipient_outcome add column receipt_reason text;
  alter table recipient_outcome add column receipt_at integer;
  update recipient_outcome set (receiver, channel) = (
    select receiver, channel from delivery join message_delivery on delivery_id = delivery.id
    where message_delivery.message_id = recipient_outcome.message_id limit 1)
    where exists (select 1 from message_delivery where message_delivery.message_id = recipient_outcome.message_id);
  create index recipient_outcome_window on recipient_outcome(channel, at);
  `,
  `
  -- Who is called next, and when. counts_from: what the times of the steps count from; stands_since: its clock stands still.
  create table climb(
    group_id integer not null references alert_group(id),
    episode integer not null,
    policy text not null,
    state text not null check (state in ('climbing', 'acknowledged', 'exhausted', 'ended')),
    taken integer not null,
    began_at integer not null,
    counts_from integer not null,
    stands_since integer,
    next_at integer,
    next_to text,
    reason text not null,
    primary key(group_id, episode)
  ) strict, without rowid;
  create index climb_due on climb(next_at) where next_at is not null;
  create index climb_state on climb(state);

  create table climb_call(
    group_id integer not null references alert_group(id),
    episode integer not null,
    receiver text not null,
    integration integer not null,
    notify text not null,
    step integer not null,
    at integer not null,
    shown text not null,
    primary key(group_id, episode, receiver, integration, notify)
  ) strict, without rowid;

  alter table delivery add column audience text not null default '';
  `,
]
