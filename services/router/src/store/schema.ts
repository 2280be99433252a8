/** The router's schema by version. Applied migrations never change; a new one is appended. Times are milliseconds. */
export const MIGRATIONS: readonly string[] = [
  `
  create table meta(key text primary key, value text not null) strict;

  create table alert(
    fingerprint text primary key,
    labels text not null,
    annotations text not null,
    generator_url text not null,
    evidence text,
    starts_at integer not null,
    ending text not null check (ending in ('stated', 'expires')),
    ends_at integer not null,
    updated_at integer not null,
    accepted_at integer not null,
    unrouted integer not null
  ) strict;
  create index alert_unrouted on alert(accepted_at) where unrouted = 1;

  create table alert_group(
    id integer primary key,
    route_id text not null,
    receiver text not null,
    labels text not null,
    labels_fingerprint text not null,
    group_key text not null,
    revision integer not null default 0,
    told text not null default '{}',
    next_flush_at integer,
    decided_at integer,
    decided_reason text,
    unique(route_id, labels_fingerprint)
  ) strict;
  create index alert_group_due on alert_group(next_flush_at) where next_flush_at is not null;

  create table group_member(
    group_id integer not null references alert_group(id),
    fingerprint text not null references alert(fingerprint),
    primary key(group_id, fingerprint)
  ) strict, without rowid;
  create index group_member_alert on group_member(fingerprint);

  create table decision(
    id integer primary key,
    group_id integer not null references alert_group(id),
    at integer not null,
    revision integer not null,
    reason text not null
  ) strict;

  create table delivery(
    id integer primary key,
    idempotency_key text not null unique,
    group_id integer not null references alert_group(id),
    lane text not null,
    receiver text not null,
    integration integer not null,
    channel text not null,
    target text not null,
    limit_key text,
    revision integer not null,
    status text not null check (status in ('firing', 'resolved')),
    reason text not null,
    notification text not null,
    state text not null check (state in ('waiting', 'sending', 'retrying', 'sent', 'rejected', 'superseded')),
    decided_at integer not null,
    due_at integer not null,
    attempts integer not null default 0,
    finished_at integer
  ) strict;
  create index delivery_open on delivery(lane, id) where finished_at is null;

  create table message(
    id integer primary key,
    created_at integer not null,
    channel text not null
  ) strict;
  create table message_delivery(
    message_id integer not null references message(id),
    delivery_id integer not null references delivery(id),
    primary key(message_id, delivery_id)
  ) strict, without rowid;
  create index message_delivery_of on message_delivery(delivery_id);

  create table attempt(
    id integer primary key,
    message_id integer not null references message(id),
    n integer not null,
    limit_key text,
    started_at integer not null,
    finished_at integer,
    outcome text not null check (outcome in ('sending', 'sent', 'retry', 'reject', 'unknown')),
    code text not null default '',
    reason text not null default ''
  ) strict;
  create index attempt_limit on attempt(limit_key, started_at) where limit_key is not null;
  create index attempt_message on attempt(message_id, n);

  create table recipient_outcome(
    message_id integer not null references message(id),
    recipient text not null,
    at integer not null,
    outcome text not null,
    code text not null,
    reason text not null,
    primary key(message_id, recipient)
  ) strict, without rowid;

  create table channel_state(
    receiver text not null,
    integration integer not null,
    labels_fingerprint text not null,
    labels text not null,
    channel text not null,
    state text not null,
    updated_at integer not null,
    primary key(receiver, integration, labels_fingerprint)
  ) strict, without rowid;

  create table limit_pause(limit_key text primary key, until integer not null) strict, without rowid;
  `,
  `
  create table silence(
    id text not null,
    version integer not null,
    matchers text not null,
    starts_at integer not null,
    ends_at integer not null,
    updated_at integer not null,
    created_by text not null,
    comment text not null,
    annotations text not null,
    primary key(id, version)
  ) strict;
  create index silence_end on silence(ends_at);
  create index silence_written on silence(updated_at);

  create table config_version(
    id integer primary key,
    loaded_at integer not null,
    config text not null
  ) strict;

  alter table decision add column detail text not null default '{}';
  alter table decision add column config_version integer;
  create index decision_group on decision(group_id, id);
  create index decision_at on decision(at);
  alter table alert_group add column decided_detail text not null default '';

  create table decision_alert(
    fingerprint text not null,
    decision_id integer not null references decision(id),
    primary key(fingerprint, decision_id)
  ) strict, without rowid;
  create index decision_alert_of on decision_alert(decision_id);

  create table alert_event(
    id integer primary key,
    at integer not null,
    fingerprint text not null,
    alertname text not null,
    kind text not null check (kind in ('firing', 'resolved', 'expired')),
    labels text not null,
    starts_at integer not null,
    ends_at integer not null
  ) strict;
  create index alert_event_fingerprint on alert_event(fingerprint, id);
  create index alert_event_alertname on alert_event(alertname, id);
  create index alert_event_at on alert_event(at);

  create index delivery_group on delivery(group_id, id);
  create index attempt_started on attempt(started_at);
  create index delivery_finished on delivery(finished_at) where finished_at is not null;
  `,
  `
  -- A queue is what waits for one target under one limit key. Only the first open delivery of a lane may be claimed, and
  -- it is marked as such, so that finding it costs the same however many wait behind it.
  alter table delivery add column is_first integer not null default 0;
  alter table delivery add column queue text generated always as (target || char(10) || coalesce(limit_key, '')) virtual;
  update delivery set is_first = 1
    where id in (select min(id) from delivery where finished_at is null group by lane);
  create index delivery_queue on delivery(queue, due_at, id) where finished_at is null and is_first = 1;

  create trigger delivery_added after insert on delivery when new.finished_at is null
  begin
    update delivery set is_first = 1 where id = new.id and not exists (
      select 1 from delivery as earlier
      where earlier.finished_at is null and earlier.lane = new.lane and earlier.id < new.id);
  end;
  create trigger delivery_over after update of finished_at on delivery
    when old.finished_at is null and new.finished_at is not null
  begin
    update delivery set is_first = 1
      where id = (select min(id) from delivery where finished_at is null and lane = new.lane);
  end;
  `,
  `
  create index delivery_state on delivery(state, receiver);
  `,
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
]
