-- The tables of OnEvent for MariaDB, to be run once, in this order. Made from liquibase/changelog.xml; not to be edited.

-- changeSet 1-events
CREATE SEQUENCE onevent_event_seq NOCACHE;
CREATE TABLE onevent_event (id UUID NOT NULL COMMENT 'version 7', create_date datetime(6) NOT NULL COMMENT 'database clock at the insert', name VARCHAR(100) NOT NULL, payload LONGTEXT NULL, retry SMALLINT DEFAULT 0 NOT NULL COMMENT 'failed runs so far', group_id VARCHAR(100) NULL, event_key VARCHAR(100) NULL COMMENT 'unique among what waits of its name', headers VARCHAR(8000) NULL COMMENT 'JSON object of texts', expired_at datetime(6) NULL COMMENT 'dead if not started before', seq BIGINT NOT NULL COMMENT 'order number; within a group it follows the order of commits', due_at datetime(6) NOT NULL COMMENT 'not to be started before', version INT DEFAULT 0 NOT NULL COMMENT 'raised by every write; the end of a run is conditional on it', started SMALLINT DEFAULT 0 NOT NULL COMMENT '1: a failed or postponed run, or a suspect''s start, is recorded; lifts the expiry', suspect SMALLINT DEFAULT 0 NOT NULL COMMENT '1: its instance died while it held the event; 2: and the start of another run is committed', holder UUID NULL COMMENT 'the instance that has claimed the event (mode all) or committed a start of this suspect', first_failure datetime(6) NULL, CONSTRAINT onevent_event_pk PRIMARY KEY (id)) COMMENT='What waits or runs. Nothing else stays here.';

-- changeSet 2-events-full-indexes
CREATE INDEX onevent_event_undated_of_name ON onevent_event(name, due_at, seq);
CREATE INDEX onevent_event_dated_of_name ON onevent_event(name, expired_at, due_at);
CREATE INDEX onevent_event_group_of_name ON onevent_event(name, group_id);
ALTER TABLE onevent_event ADD COLUMN group_due_at datetime(6) GENERATED ALWAYS AS (CASE WHEN group_id IS NOT NULL THEN due_at END) STORED;
CREATE INDEX onevent_event_due_of_name_in_group ON onevent_event(name, group_due_at, group_id);
CREATE INDEX onevent_event_head_of_group ON onevent_event(group_id, seq);
CREATE INDEX onevent_event_held_of_group ON onevent_event(group_id, holder);
CREATE INDEX onevent_event_expiring ON onevent_event(expired_at);
CREATE UNIQUE INDEX onevent_event_key_of_name ON onevent_event(name, event_key);

-- changeSet 3-dead-events
CREATE TABLE onevent_dead_event (id UUID NOT NULL, create_date datetime(6) NOT NULL, name VARCHAR(100) NOT NULL, payload LONGTEXT NULL, retry SMALLINT NOT NULL, group_id VARCHAR(100) NULL, event_key VARCHAR(100) NULL, headers VARCHAR(8000) NULL, expired_at datetime(6) NULL, seq BIGINT NOT NULL, version INT NOT NULL, reason VARCHAR(20) NOT NULL COMMENT 'FAILED, REJECTED, EXPIRED, LOST, UNREADABLE', error_class VARCHAR(500) NULL, message VARCHAR(4000) NULL, stack_trace LONGTEXT NULL, first_failure datetime(6) NOT NULL, last_failure datetime(6) NOT NULL COMMENT 'when it died', parks SMALLINT DEFAULT 0 NOT NULL COMMENT '1: what comes after it in its group waits until it is replayed or discarded', CONSTRAINT onevent_dead_event_pk PRIMARY KEY (id)) COMMENT='What will not run again unless it is replayed.';
CREATE INDEX onevent_dead_event_latest ON onevent_dead_event(last_failure, id);
CREATE INDEX onevent_dead_event_latest_of_name ON onevent_dead_event(name, last_failure, id);
CREATE INDEX onevent_dead_event_latest_of_reason ON onevent_dead_event(reason, last_failure, id);
CREATE INDEX onevent_dead_event_latest_of_name_and_reason ON onevent_dead_event(name, reason, last_failure, id);

-- changeSet 3-dead-events-full-index
CREATE INDEX onevent_dead_event_parking ON onevent_dead_event(group_id, parks, seq);

-- changeSet 4-processed-events
CREATE TABLE onevent_processed_event (id UUID NOT NULL, create_date datetime(6) NOT NULL, name VARCHAR(100) NOT NULL, payload LONGTEXT NULL, retry SMALLINT NOT NULL, group_id VARCHAR(100) NULL, event_key VARCHAR(100) NULL, headers VARCHAR(8000) NULL, expired_at datetime(6) NULL, seq BIGINT NOT NULL, version INT NOT NULL, due_at datetime(6) NOT NULL, start_date datetime(6) NOT NULL, processed_date datetime(6) NOT NULL, CONSTRAINT onevent_processed_event_pk PRIMARY KEY (id)) COMMENT='What was processed and is kept for a while.';
CREATE INDEX onevent_processed_event_latest ON onevent_processed_event(processed_date, id);
CREATE INDEX onevent_processed_event_latest_of_name ON onevent_processed_event(name, processed_date, id);

-- changeSet 4-ended-events-full-indexes
CREATE INDEX onevent_dead_event_latest_of_group ON onevent_dead_event(group_id, last_failure, id);
CREATE INDEX onevent_processed_event_latest_of_group ON onevent_processed_event(group_id, processed_date, id);

-- changeSet 5-instances-and-leads
CREATE TABLE onevent_instance (id UUID NOT NULL COMMENT 'new at each start', application VARCHAR(200) NOT NULL, alive_since datetime(6) NOT NULL, lease_until datetime(6) NOT NULL COMMENT 'dead if this has passed', lease BIGINT NULL COMMENT 'milliseconds, from a renewal; null: unknown', place VARCHAR(500) NULL COMMENT 'host, boot and process namespace of its process; null: unknown', `process` BIGINT NULL COMMENT 'number of its process, and', process_start BIGINT NULL COMMENT 'when that started, in ticks since the boot', taken LONGTEXT NULL COMMENT 'ids of the events that it has read ahead or runs', handles LONGTEXT NULL COMMENT 'every name that it handles, URL-encoded, and how many of its events run there', version VARCHAR(50) NULL COMMENT 'of OnEvent', threads INT NULL COMMENT 'how many handlers may run there at once', CONSTRAINT onevent_instance_pk PRIMARY KEY (id)) COMMENT='One row per live instance.';
CREATE TABLE onevent_lead (name VARCHAR(100) NOT NULL, instance_id UUID NULL COMMENT 'null: nobody', CONSTRAINT onevent_lead_pk PRIMARY KEY (name)) COMMENT='Which instance handles a name in mode single.';

-- changeSet 6-pause-and-group-locks
CREATE TABLE onevent_cleaning (id SMALLINT NOT NULL, CONSTRAINT onevent_cleaning_pk PRIMARY KEY (id)) COMMENT='Whoever cleans locks its one row.';
INSERT INTO onevent_cleaning (id) VALUES (1);
CREATE TABLE onevent_pause (id SMALLINT NOT NULL, paused SMALLINT NOT NULL, since datetime(6) NULL, CONSTRAINT onevent_pause_pk PRIMARY KEY (id)) COMMENT='Its one row says whether all instances pause.';
INSERT INTO onevent_pause (id, paused) VALUES (1, 0);
CREATE TABLE onevent_group_lock (slot SMALLINT NOT NULL, CONSTRAINT onevent_group_lock_pk PRIMARY KEY (slot)) COMMENT='Publishing to a group locks the row of its hash until the commit.';
INSERT INTO onevent_group_lock (slot) VALUES (0), (1), (2), (3), (4), (5), (6), (7);
INSERT INTO onevent_group_lock (slot) SELECT (a.slot + 1) * 8 + b.slot FROM onevent_group_lock a CROSS JOIN onevent_group_lock b
         WHERE a.slot < 7;
INSERT INTO onevent_group_lock (slot) SELECT (a.slot + 1) * 64 + b.slot FROM onevent_group_lock a CROSS JOIN onevent_group_lock b
         WHERE a.slot < 63;

-- changeSet 6-keys-and-paused-names
CREATE TABLE onevent_key (name VARCHAR(100) NOT NULL, event_key VARCHAR(100) NOT NULL, event_id UUID NOT NULL COMMENT 'the event that was published with it', published_at datetime(6) NOT NULL COMMENT 'when that was', kept_until datetime(6) NOT NULL COMMENT 'then it may be cleaned', CONSTRAINT onevent_key_pk PRIMARY KEY (name, event_key)) COMMENT='Keys that are remembered for a time after they were published.';
CREATE INDEX onevent_key_kept_until ON onevent_key(kept_until);
CREATE TABLE onevent_paused_name (name VARCHAR(100) NOT NULL, since datetime(6) NOT NULL, paused_until datetime(6) NULL COMMENT 'null: until it is resumed', broken SMALLINT DEFAULT 0 NOT NULL COMMENT '1: by failed runs, not by an operator; then one event is a probe when the time is over', prober UUID NULL COMMENT 'the instance that may run the probe until then', CONSTRAINT onevent_paused_name_pk PRIMARY KEY (name)) COMMENT='One row for each name of which nothing starts.';

-- changeSet 6-audit
CREATE TABLE onevent_audit (id UUID NOT NULL COMMENT 'version 7, so in the order of time', done_at datetime(6) NOT NULL, who VARCHAR(200) NULL COMMENT 'null: the server does not know', deed VARCHAR(20) NOT NULL, events INT NULL COMMENT 'how many, or null where it concerns no single events', what VARCHAR(4000) NOT NULL COMMENT 'the id or the names of the events, and the filter', CONSTRAINT onevent_audit_pk PRIMARY KEY (id)) COMMENT='What operators have done to the queue and its events.';
CREATE INDEX onevent_audit_done_at ON onevent_audit(done_at);

-- changeSet 7-exact-texts
ALTER TABLE onevent_event ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_dead_event ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_processed_event ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_instance ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_lead ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_key ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_paused_name ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_audit ENGINE = InnoDB, CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
ALTER TABLE onevent_cleaning ENGINE = InnoDB;
ALTER TABLE onevent_pause ENGINE = InnoDB;
ALTER TABLE onevent_group_lock ENGINE = InnoDB;
