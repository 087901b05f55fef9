-- The tables of OnEvent for H2, to be run once, in this order. Made from liquibase/changelog.xml; not to be edited.

-- changeSet 1-events
CREATE SEQUENCE PUBLIC.onevent_event_seq;
CREATE TABLE PUBLIC.onevent_event (id UUID NOT NULL, create_date TIMESTAMP with time zone NOT NULL, name VARCHAR(100) NOT NULL, payload CLOB, retry SMALLINT DEFAULT 0 NOT NULL, group_id VARCHAR(100), event_key VARCHAR(100), headers VARCHAR(8000), expired_at TIMESTAMP with time zone, seq BIGINT NOT NULL, due_at TIMESTAMP with time zone NOT NULL, version INT DEFAULT 0 NOT NULL, started SMALLINT DEFAULT 0 NOT NULL, suspect SMALLINT DEFAULT 0 NOT NULL, holder UUID, first_failure TIMESTAMP with time zone, CONSTRAINT onevent_event_pk PRIMARY KEY (id));
COMMENT ON TABLE PUBLIC.onevent_event IS 'What waits or runs. Nothing else stays here.';
COMMENT ON COLUMN PUBLIC.onevent_event.id IS 'version 7';
COMMENT ON COLUMN PUBLIC.onevent_event.create_date IS 'database clock at the insert';
COMMENT ON COLUMN PUBLIC.onevent_event.retry IS 'failed runs so far';
COMMENT ON COLUMN PUBLIC.onevent_event.event_key IS 'unique among what waits of its name';
COMMENT ON COLUMN PUBLIC.onevent_event.headers IS 'JSON object of texts';
COMMENT ON COLUMN PUBLIC.onevent_event.expired_at IS 'dead if not started before';
COMMENT ON COLUMN PUBLIC.onevent_event.seq IS 'order number; within a group it follows the order of commits';
COMMENT ON COLUMN PUBLIC.onevent_event.due_at IS 'not to be started before';
COMMENT ON COLUMN PUBLIC.onevent_event.version IS 'raised by every write; the end of a run is conditional on it';
COMMENT ON COLUMN PUBLIC.onevent_event.started IS '1: a failed or postponed run, or a suspect''s start, is recorded; lifts the expiry';
COMMENT ON COLUMN PUBLIC.onevent_event.suspect IS '1: its instance died while it held the event; 2: and the start of another run is committed';
COMMENT ON COLUMN PUBLIC.onevent_event.holder IS 'the instance that has claimed the event (mode all) or committed a start of this suspect';

-- changeSet 2-events-full-indexes
CREATE INDEX PUBLIC.onevent_event_undated_of_name ON PUBLIC.onevent_event(name, due_at, seq);
CREATE INDEX PUBLIC.onevent_event_dated_of_name ON PUBLIC.onevent_event(name, expired_at, due_at);
CREATE INDEX PUBLIC.onevent_event_group_of_name ON PUBLIC.onevent_event(name, group_id);
ALTER TABLE onevent_event ADD COLUMN group_due_at timestamp with time zone GENERATED ALWAYS AS (CASE WHEN group_id IS NOT NULL THEN due_at END);
CREATE INDEX PUBLIC.onevent_event_due_of_name_in_group ON PUBLIC.onevent_event(name, group_due_at, group_id);
CREATE INDEX PUBLIC.onevent_event_head_of_group ON PUBLIC.onevent_event(group_id, seq);
CREATE INDEX PUBLIC.onevent_event_held_of_group ON PUBLIC.onevent_event(group_id, holder);
CREATE INDEX PUBLIC.onevent_event_expiring ON PUBLIC.onevent_event(expired_at);
CREATE UNIQUE INDEX PUBLIC.onevent_event_key_of_name ON PUBLIC.onevent_event(name, event_key);

-- changeSet 3-dead-events
CREATE TABLE PUBLIC.onevent_dead_event (id UUID NOT NULL, create_date TIMESTAMP with time zone NOT NULL, name VARCHAR(100) NOT NULL, payload CLOB, retry SMALLINT NOT NULL, group_id VARCHAR(100), event_key VARCHAR(100), headers VARCHAR(8000), expired_at TIMESTAMP with time zone, seq BIGINT NOT NULL, version INT NOT NULL, reason VARCHAR(20) NOT NULL, error_class VARCHAR(500), message VARCHAR(4000), stack_trace CLOB, first_failure TIMESTAMP with time zone NOT NULL, last_failure TIMESTAMP with time zone NOT NULL, parks SMALLINT DEFAULT 0 NOT NULL, CONSTRAINT onevent_dead_event_pk PRIMARY KEY (id));
COMMENT ON TABLE PUBLIC.onevent_dead_event IS 'What will not run again unless it is replayed.';
COMMENT ON COLUMN PUBLIC.onevent_dead_event.reason IS 'FAILED, REJECTED, EXPIRED, LOST, UNREADABLE';
COMMENT ON COLUMN PUBLIC.onevent_dead_event.last_failure IS 'when it died';
COMMENT ON COLUMN PUBLIC.onevent_dead_event.parks IS '1: what comes after it in its group waits until it is replayed or discarded';
CREATE INDEX PUBLIC.onevent_dead_event_latest ON PUBLIC.onevent_dead_event(last_failure, id);
CREATE INDEX PUBLIC.onevent_dead_event_latest_of_name ON PUBLIC.onevent_dead_event(name, last_failure, id);
CREATE INDEX PUBLIC.onevent_dead_event_latest_of_reason ON PUBLIC.onevent_dead_event(reason, last_failure, id);
CREATE INDEX PUBLIC.onevent_dead_event_latest_of_name_and_reason ON PUBLIC.onevent_dead_event(name, reason, last_failure, id);

-- changeSet 3-dead-events-full-index
CREATE INDEX PUBLIC.onevent_dead_event_parking ON PUBLIC.onevent_dead_event(group_id, parks, seq);

-- changeSet 4-processed-events
CREATE TABLE PUBLIC.onevent_processed_event (id UUID NOT NULL, create_date TIMESTAMP with time zone NOT NULL, name VARCHAR(100) NOT NULL, payload CLOB, retry SMALLINT NOT NULL, group_id VARCHAR(100), event_key VARCHAR(100), headers VARCHAR(8000), expired_at TIMESTAMP with time zone, seq BIGINT NOT NULL, version INT NOT NULL, due_at TIMESTAMP with time zone NOT NULL, start_date TIMESTAMP with time zone NOT NULL, processed_date TIMESTAMP with time zone NOT NULL, CONSTRAINT onevent_processed_event_pk PRIMARY KEY (id));
COMMENT ON TABLE PUBLIC.onevent_processed_event IS 'What was processed and is kept for a while.';
CREATE INDEX PUBLIC.onevent_processed_event_latest ON PUBLIC.onevent_processed_event(processed_date, id);
CREATE INDEX PUBLIC.onevent_processed_event_latest_of_name ON PUBLIC.onevent_processed_event(name, processed_date, id);

-- changeSet 4-ended-events-full-indexes
CREATE INDEX PUBLIC.onevent_dead_event_latest_of_group ON PUBLIC.onevent_dead_event(group_id, last_failure, id);
CREATE INDEX PUBLIC.onevent_processed_event_latest_of_group ON PUBLIC.onevent_processed_event(group_id, processed_date, id);

-- changeSet 5-instances-and-leads
CREATE TABLE PUBLIC.onevent_instance (id UUID NOT NULL, application VARCHAR(200) NOT NULL, alive_since TIMESTAMP with time zone NOT NULL, lease_until TIMESTAMP with time zone NOT NULL, lease BIGINT, place VARCHAR(500), process BIGINT, process_start BIGINT, taken CLOB, handles CLOB, version VARCHAR(50), threads INT, CONSTRAINT onevent_instance_pk PRIMARY KEY (id));
COMMENT ON TABLE PUBLIC.onevent_instance IS 'One row per live instance.';
COMMENT ON COLUMN PUBLIC.onevent_instance.id IS 'new at each start';
COMMENT ON COLUMN PUBLIC.onevent_instance.lease_until IS 'dead if this has passed';
COMMENT ON COLUMN PUBLIC.onevent_instance.lease IS 'milliseconds, from a renewal; null: unknown';
COMMENT ON COLUMN PUBLIC.onevent_instance.place IS 'host, boot and process namespace of its process; null: unknown';
COMMENT ON COLUMN PUBLIC.onevent_instance.process IS 'number of its process, and';
COMMENT ON COLUMN PUBLIC.onevent_instance.process_start IS 'when that started, in ticks since the boot';
COMMENT ON COLUMN PUBLIC.onevent_instance.taken IS 'ids of the events that it has read ahead or runs';
COMMENT ON COLUMN PUBLIC.onevent_instance.handles IS 'every name that it handles, URL-encoded, and how many of its events run there';
COMMENT ON COLUMN PUBLIC.onevent_instance.version IS 'of OnEvent';
COMMENT ON COLUMN PUBLIC.onevent_instance.threads IS 'how many handlers may run there at once';
CREATE TABLE PUBLIC.onevent_lead (name VARCHAR(100) NOT NULL, instance_id UUID, CONSTRAINT onevent_lead_pk PRIMARY KEY (name));
COMMENT ON TABLE PUBLIC.onevent_lead IS 'Which instance handles a name in mode single.';
COMMENT ON COLUMN PUBLIC.onevent_lead.instance_id IS 'null: nobody';

-- changeSet 6-pause-and-group-locks
CREATE TABLE PUBLIC.onevent_cleaning (id SMALLINT NOT NULL, CONSTRAINT onevent_cleaning_pk PRIMARY KEY (id));
COMMENT ON TABLE PUBLIC.onevent_cleaning IS 'Whoever cleans locks its one row.';
INSERT INTO PUBLIC.onevent_cleaning (id) VALUES (1);
CREATE TABLE PUBLIC.onevent_pause (id SMALLINT NOT NULL, paused SMALLINT NOT NULL, since TIMESTAMP with time zone, CONSTRAINT onevent_pause_pk PRIMARY KEY (id));
COMMENT ON TABLE PUBLIC.onevent_pause IS 'Its one row says whether all instances pause.';
INSERT INTO PUBLIC.onevent_pause (id, paused) VALUES (1, 0);
CREATE TABLE PUBLIC.onevent_group_lock (slot SMALLINT NOT NULL, CONSTRAINT onevent_group_lock_pk PRIMARY KEY (slot));
COMMENT ON TABLE PUBLIC.onevent_group_lock IS 'Publishing to a group locks the row of its hash until the commit.';
INSERT INTO onevent_group_lock (slot) VALUES (0), (1), (2), (3), (4), (5), (6), (7);
INSERT INTO onevent_group_lock (slot) SELECT (a.slot + 1) * 8 + b.slot FROM onevent_group_lock a CROSS JOIN onevent_group_lock b
         WHERE a.slot < 7;
INSERT INTO onevent_group_lock (slot) SELECT (a.slot + 1) * 64 + b.slot FROM onevent_group_lock a CROSS JOIN onevent_group_lock b
         WHERE a.slot < 63;

-- changeSet 6-keys-and-paused-names
CREATE TABLE PUBLIC.onevent_key (name VARCHAR(100) NOT NULL, event_key VARCHAR(100) NOT NULL, event_id UUID NOT NULL, published_at TIMESTAMP with time zone NOT NULL, kept_until TIMESTAMP with time zone NOT NULL, CONSTRAINT onevent_key_pk PRIMARY KEY (name, event_key));
COMMENT ON TABLE PUBLIC.onevent_key IS 'Keys that are remembered for a time after they were published.';
COMMENT ON COLUMN PUBLIC.onevent_key.event_id IS 'the event that was published with it';
COMMENT ON COLUMN PUBLIC.onevent_key.published_at IS 'when that was';
COMMENT ON COLUMN PUBLIC.onevent_key.kept_until IS 'then it may be cleaned';
CREATE INDEX PUBLIC.onevent_key_kept_until ON PUBLIC.onevent_key(kept_until);
CREATE TABLE PUBLIC.onevent_paused_name (name VARCHAR(100) NOT NULL, since TIMESTAMP with time zone NOT NULL, paused_until TIMESTAMP with time zone, broken SMALLINT DEFAULT 0 NOT NULL, prober UUID, CONSTRAINT onevent_paused_name_pk PRIMARY KEY (name));
COMMENT ON TABLE PUBLIC.onevent_paused_name IS 'One row for each name of which nothing starts.';
COMMENT ON COLUMN PUBLIC.onevent_paused_name.paused_until IS 'null: until it is resumed';
COMMENT ON COLUMN PUBLIC.onevent_paused_name.broken IS '1: by failed runs, not by an operator; then one event is a probe when the time is over';
COMMENT ON COLUMN PUBLIC.onevent_paused_name.prober IS 'the instance that may run the probe until then';

-- changeSet 6-audit
CREATE TABLE PUBLIC.onevent_audit (id UUID NOT NULL, done_at TIMESTAMP with time zone NOT NULL, who VARCHAR(200), deed VARCHAR(20) NOT NULL, events INT, what VARCHAR(4000) NOT NULL, CONSTRAINT onevent_audit_pk PRIMARY KEY (id));
COMMENT ON TABLE PUBLIC.onevent_audit IS 'What operators have done to the queue and its events.';
COMMENT ON COLUMN PUBLIC.onevent_audit.id IS 'version 7, so in the order of time';
COMMENT ON COLUMN PUBLIC.onevent_audit.who IS 'null: the server does not know';
COMMENT ON COLUMN PUBLIC.onevent_audit.events IS 'how many, or null where it concerns no single events';
COMMENT ON COLUMN PUBLIC.onevent_audit.what IS 'the id or the names of the events, and the filter';
CREATE INDEX PUBLIC.onevent_audit_done_at ON PUBLIC.onevent_audit(done_at);
