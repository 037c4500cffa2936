-- Purpose: what workers write of the limits of their role that they met, each for themselves.
-- Takes: under a second.

CREATE TABLE boundary_entry (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    owner_id {id} NOT NULL REFERENCES account (id),
    day {date} NOT NULL,
    kind {text} NOT NULL,
    asker {text},
    practice_id {id} REFERENCES practice (id),
    answer {text} NOT NULL,
    minutes {int},
    why {text},
    cost {text},
    again {text},
    words {text},
    person_id {id} REFERENCES person (id),
    at {instant} NOT NULL,
    -- When its owner took it away.
    gone {instant}
) {strict};
-- rls: service
CREATE INDEX boundary_entry_of_owner ON boundary_entry (service_id, owner_id, day, id);
