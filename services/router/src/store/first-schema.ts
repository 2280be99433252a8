/** The router's schema up to its fourth version, see `schema.ts`. */
export const FIRST_MIGRATIONS: readonly string[] = [
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
]
