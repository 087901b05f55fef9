-- The tables of OnEvent for PostgreSQL, to be run once, in this order. Made from liquibase/changelog.xml; not to be edited.

-- changeSet 1-events
CREATE SEQUENCE  IF NOT EXISTS onevent_event_seq CACHE 1;
CREATE TABLE onevent_event (id UUID NOT NULL, create_date TIMESTAMP with time zone NOT NULL, name VARCHAR(100) NOT NULL, payload TEXT, retry SMALLINT DEFAULT 0 NOT NULL, group_id VARCHAR(100), event_key VARCHAR(100), headers VARCHAR(8000), expired_at TIMESTAMP with time zone, seq BIGINT NOT NULL, due_at TIMESTAMP with time zone NOT NULL, version INTEGER DEFAULT 0 NOT NULL, started SMALLINT DEFAULT 0 NOT NULL, suspect SMALLINT DEFAULT 0 NOT NULL, holder UUID, first_failure TIMESTAMP with time zone, CONSTRAINT onevent_event_pk PRIMARY KEY (id));
COMMENT ON TABLE onevent_event IS 'What waits or runs. Nothing else stays here.';
COMMENT ON COLUMN onevent_event.id IS 'version 7';
COMMENT ON COLUMN onevent_event.create_date IS 'database clock at the insert';
COMMENT ON COLUMN onevent_event.retry IS 'failed runs so far';
COMMENT ON COLUMN onevent_event.event_key IS 'unique among what waits of its name';
COMMENT ON COLUMN onevent_event.headers IS 'JSON object of texts';
COMMENT ON COLUMN onevent_event.expired_at IS 'dead if not started before';
COMMENT ON COLUMN onevent_event.seq IS 'order number; within a group it follows the order of commits';
COMMENT ON COLUMN onevent_event.due_at IS 'not to be started before';
COMMENT ON COLUMN onevent_event.version IS 'raised by every write; the end of a run is conditional on it';
COMMENT ON COLUMN onevent_event.started IS '1: a failed or postponed run, or a suspect''s start, is recorded; lifts the expiry';
COMMENT ON COLUMN onevent_event.suspect IS '1: its instance died while it held the event; 2: and the start of another run is committed';
COMMENT ON COLUMN onevent_event.holder IS 'the instance that has claimed the event (mode all) or committed a start of this suspect';

-- changeSet 2-events-partial-indexes
CREATE INDEX onevent_event_undated_of_name ON onevent_event (name, due_at, seq) WHERE group_id IS NULL AND (expired_at IS NULL OR started = 1);
CREATE INDEX onevent_event_dated_of_name ON onevent_event (name, expired_at, due_at) WHERE group_id IS NULL AND expired_at IS NOT NULL AND started = 0;
CREATE INDEX onevent_event_dated_due_of_name ON onevent_event (name, due_at) WHERE group_id IS NULL AND expired_at IS NOT NULL AND started = 0;
CREATE INDEX onevent_event_group_of_name ON onevent_event (name, group_id) WHERE group_id IS NOT NULL;
CREATE INDEX onevent_event_due_of_name_in_group ON onevent_event (name, due_at, group_id) WHERE group_id IS NOT NULL;
CREATE UNIQUE INDEX onevent_event_head_of_group ON onevent_event (group_id, seq) WHERE group_id IS NOT NULL;
CREATE INDEX onevent_event_held_of_group ON onevent_event (group_id) WHERE group_id IS NOT NULL AND holder IS NOT NULL;
CREATE INDEX onevent_event_expiring ON onevent_event (expired_at) WHERE expired_at IS NOT NULL AND started = 0;
CREATE UNIQUE INDEX onevent_event_key_of_name ON onevent_event (name, event_key) WHERE event_key IS NOT NULL;

-- changeSet 3-dead-events
CREATE TABLE onevent_dead_event (id UUID NOT NULL, create_date TIMESTAMP with time zone NOT NULL, name VARCHAR(100) NOT NULL, payload TEXT, retry SMALLINT NOT NULL, group_id VARCHAR(100), event_key VARCHAR(100), headers VARCHAR(8000), expired_at TIMESTAMP with time zone, seq BIGINT NOT NULL, version INTEGER NOT NULL, reason VARCHAR(20) NOT NULL, error_class VARCHAR(500), message VARCHAR(4000), stack_trace TEXT, first_failure TIMESTAMP with time zone NOT NULL, last_failure TIMESTAMP with time zone NOT NULL, parks SMALLINT DEFAULT 0 NOT NULL, CONSTRAINT onevent_dead_event_pk PRIMARY KEY (id));
COMMENT ON TABLE onevent_dead_event IS 'What will not run again unless it is replayed.';
COMMENT ON COLUMN onevent_dead_event.reason IS 'FAILED, REJECTED, EXPIRED, LOST, UNREADABLE';
COMMENT ON COLUMN onevent_dead_event.last_failure IS 'when it died';
COMMENT ON COLUMN onevent_dead_event.parks IS '1: what comes after it in its group waits until it is replayed or discarded';
CREATE INDEX onevent_dead_event_latest ON onevent_dead_event(last_failure, id);
CREATE INDEX onevent_dead_event_latest_of_name ON onevent_dead_event(name, last_failure, id);
CREATE INDEX onevent_dead_event_latest_of_reason ON onevent_dead_event(reason, last_failure, id);
CREATE INDEX onevent_dead_event_latest_of_name_and_reason ON onevent_dead_event(name, reason, last_failure, id);

-- changeSet 3-dead-events-partial-index
CREATE INDEX onevent_dead_event_parking ON onevent_dead_event (group_id, seq) WHERE parks = 1;

-- changeSet 4-processed-events
CREATE TABLE onevent_processed_event (id UUID NOT NULL, create_date TIMESTAMP with time zone NOT NULL, name VARCHAR(100) NOT NULL, payload TEXT, retry SMALLINT NOT NULL, group_id VARCHAR(100), event_key VARCHAR(100), headers VARCHAR(8000), expired_at TIMESTAMP with time zone, seq BIGINT NOT NULL, version INTEGER NOT NULL, due_at TIMESTAMP with time zone NOT NULL, start_date TIMESTAMP with time zone NOT NULL, processed_date TIMESTAMP with time zone NOT NULL, CONSTRAINT onevent_processed_event_pk PRIMARY KEY (id));
COMMENT ON TABLE onevent_processed_event IS 'What was processed and is kept for a while.';
CREATE INDEX onevent_processed_event_latest ON onevent_processed_event(processed_date, id);
CREATE INDEX onevent_processed_event_latest_of_name ON onevent_processed_event(name, processed_date, id);

-- changeSet 4-ended-events-partial-indexes
CREATE INDEX onevent_dead_event_latest_of_group ON onevent_dead_event (group_id, last_failure, id) WHERE group_id IS NOT NULL;
CREATE INDEX onevent_processed_event_latest_of_group ON onevent_processed_event (group_id, processed_date, id) WHERE group_id IS NOT NULL;

-- changeSet 5-instances-and-leads
CREATE TABLE onevent_instance (id UUID NOT NULL, application VARCHAR(200) NOT NULL, alive_since TIMESTAMP with time zone NOT NULL, lease_until TIMESTAMP with time zone NOT NULL, lease BIGINT, place VARCHAR(500), process BIGINT, process_start BIGINT, taken TEXT, handles TEXT, version VARCHAR(50), threads INTEGER, CONSTRAINT onevent_instance_pk PRIMARY KEY (id));
COMMENT ON TABLE onevent_instance IS 'One row per live instance.';
COMMENT ON COLUMN onevent_instance.id IS 'new at each start';
COMMENT ON COLUMN onevent_instance.lease_until IS 'dead if this has passed';
COMMENT ON COLUMN onevent_instance.lease IS 'milliseconds, from a renewal; null: unknown';
COMMENT ON COLUMN onevent_instance.place IS 'host, boot and process namespace of its process; null: unknown';
COMMENT ON COLUMN onevent_instance.process IS 'number of its process, and';
COMMENT ON COLUMN onevent_instance.process_start IS 'when that started, in ticks since the boot';
COMMENT ON COLUMN onevent_instance.taken IS 'ids of the events that it has read ahead or runs';
COMMENT ON COLUMN onevent_instance.handles IS 'every name that it handles, URL-encoded, and how many of its events run there';
COMMENT ON COLUMN onevent_instance.version IS 'of OnEvent';
COMMENT ON COLUMN onevent_instance.threads IS 'how many handlers may run there at once';
CREATE TABLE onevent_lead (name VARCHAR(100) NOT NULL, instance_id UUID, CONSTRAINT onevent_lead_pk PRIMARY KEY (name));
COMMENT ON TABLE onevent_lead IS 'Which instance handles a name in mode single.';
COMMENT ON COLUMN onevent_lead.instance_id IS 'null: nobody';

-- changeSet 6-pause-and-group-locks
CREATE TABLE onevent_cleaning (id SMALLINT NOT NULL, CONSTRAINT onevent_cleaning_pk PRIMARY KEY (id));
COMMENT ON TABLE onevent_cleaning IS 'Whoever cleans locks its one row.';
INSERT INTO onevent_cleaning (id) VALUES (1);
CREATE TABLE onevent_pause (id SMALLINT NOT NULL, paused SMALLINT NOT NULL, since TIMESTAMP with time zone, CONSTRAINT onevent_pause_pk PRIMARY KEY (id));
COMMENT ON TABLE onevent_pause IS 'Its one row says whether all instances pause.';
INSERT INTO onevent_pause (id, paused) VALUES (1, 0);
CREATE TABLE onevent_group_lock (slot SMALLINT NOT NULL, CONSTRAINT onevent_group_lock_pk PRIMARY KEY (slot));
COMMENT ON TABLE onevent_group_lock IS 'Publishing to a group locks the row of its hash until the commit.';
INSERT INTO onevent_group_lock (slot) VALUES (0), (1), (2), (3), (4), (5), (6), (7);
INSERT INTO onevent_group_lock (slot) SELECT (a.slot + 1) * 8 + b.slot FROM onevent_group_lock a CROSS JOIN onevent_group_lock b
         WHERE a.slot < 7;
INSERT INTO onevent_group_lock (slot) SELECT (a.slot + 1) * 64 + b.slot FROM onevent_group_lock a CROSS JOIN onevent_group_lock b
         WHERE a.slot < 63;

-- changeSet 6-keys-and-paused-names
CREATE TABLE onevent_key (name VARCHAR(100) NOT NULL, event_key VARCHAR(100) NOT NULL, event_id UUID NOT NULL, published_at TIMESTAMP with time zone NOT NULL, kept_until TIMESTAMP with time zone NOT NULL, CONSTRAINT onevent_key_pk PRIMARY KEY (name, event_key));
COMMENT ON TABLE onevent_key IS 'Keys that are remembered for a time after they were published.';
COMMENT ON COLUMN onevent_key.event_id IS 'the event that was published with it';
COMMENT ON COLUMN onevent_key.published_at IS 'when that was';
COMMENT ON COLUMN onevent_key.kept_until IS 'then it may be cleaned';
CREATE INDEX onevent_key_kept_until ON onevent_key(kept_until);
CREATE TABLE onevent_paused_name (name VARCHAR(100) NOT NULL, since TIMESTAMP with time zone NOT NULL, paused_until TIMESTAMP with time zone, broken SMALLINT DEFAULT 0 NOT NULL, prober UUID, CONSTRAINT onevent_paused_name_pk PRIMARY KEY (name));
COMMENT ON TABLE onevent_paused_name IS 'One row for each name of which nothing starts.';
COMMENT ON COLUMN onevent_paused_name.paused_until IS 'null: until it is resumed';
COMMENT ON COLUMN onevent_paused_name.broken IS '1: by failed runs, not by an operator; then one event is a probe when the time is over';
COMMENT ON COLUMN onevent_paused_name.prober IS 'the instance that may run the probe until then';

-- changeSet 6-audit
CREATE TABLE onevent_audit (id UUID NOT NULL, done_at TIMESTAMP with time zone NOT NULL, who VARCHAR(200), deed VARCHAR(20) NOT NULL, events INTEGER, what VARCHAR(4000) NOT NULL, CONSTRAINT onevent_audit_pk PRIMARY KEY (id));
COMMENT ON TABLE onevent_audit IS 'What operators have done to the queue and its events.';
COMMENT ON COLUMN onevent_audit.id IS 'version 7, so in the order of time';
COMMENT ON COLUMN onevent_audit.who IS 'null: the server does not know';
COMMENT ON COLUMN onevent_audit.events IS 'how many, or null where it concerns no single events';
COMMENT ON COLUMN onevent_audit.what IS 'the id or the names of the events, and the filter';
CREATE INDEX onevent_audit_done_at ON onevent_audit(done_at);

-- changeSet 8-uncompressed-ids
ALTER TABLE onevent_instance ALTER COLUMN taken SET STORAGE EXTERNAL;
