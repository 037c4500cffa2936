-- Purpose: where a gap was noticed, what answered it and what the person said would have helped; since when somebody is on
-- a waiting list, what was said of how long, and what is done meanwhile; how often a request without an answer comes to mind.
-- Takes: under a second on a store of any size; what it copies are the waits that go on.

ALTER TABLE gap ADD COLUMN origin {text};
ALTER TABLE gap ADD COLUMN contact_id {id} REFERENCES contact (id);
ALTER TABLE gap ADD COLUMN answered_connection_id {id} REFERENCES connection (id);
ALTER TABLE gap ADD COLUMN answered_entry_id {id} REFERENCES community_service (id);
-- The person's own words. They are used elsewhere only where the agreement says `agreed`.
ALTER TABLE gap ADD COLUMN own_words {text};
ALTER TABLE gap ADD COLUMN own_agreement {text};
ALTER TABLE gap ADD COLUMN own_at {instant};
ALTER TABLE gap ADD COLUMN own_by {id};

ALTER TABLE connection ADD COLUMN asked {instant};
ALTER TABLE connection ADD COLUMN wait_began {instant};
ALTER TABLE connection ADD COLUMN wait_quoted {int};
ALTER TABLE connection ADD COLUMN wait_weeks {int};
ALTER TABLE connection ADD COLUMN wait_said {instant};
ALTER TABLE connection ADD COLUMN wait_meanwhile {text};
ALTER TABLE connection ADD COLUMN wait_ended {instant};

ALTER TABLE post_rules ADD COLUMN silence_times {int};

-- Who waits now, by when it is due. Derived from connection in the same transaction. What waited before this upgrade
-- stands first, until something is said of it.
CREATE TABLE waiting (
    connection_id {id} NOT NULL PRIMARY KEY REFERENCES connection (id),
    service_id {id} NOT NULL,
    person_id {id} NOT NULL REFERENCES person (id),
    due {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX waiting_by_due ON waiting (service_id, due, connection_id, person_id);
INSERT INTO waiting (connection_id, service_id, person_id, due)
    SELECT id, service_id, person_id, since FROM connection WHERE state = 'wait-listed';
