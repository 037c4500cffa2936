-- Purpose: a colleague is told when somebody goes alone, and sees when she is not back; and what a service wants done then.
-- Takes: under a second; new tables and one column that begins empty.

CREATE TABLE visit_alone (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    owner_id {id} NOT NULL REFERENCES account (id),
    state {text} NOT NULL
) {strict};
-- rls: service

-- What is told of it. It stands in no event and in no proven row, and is deleted after thirty days.
CREATE TABLE visit_told (
    visit_id {id} NOT NULL PRIMARY KEY REFERENCES visit_alone (id),
    service_id {id} NOT NULL REFERENCES service (id),
    owner_id {id} NOT NULL REFERENCES account (id),
    whom_id {id} NOT NULL REFERENCES account (id),
    place {text} NOT NULL,
    ring {text} NOT NULL,
    began {instant} NOT NULL,
    due {instant} NOT NULL,
    back {instant},
    -- When an e-mail told the colleague that she is not back.
    mailed {instant}
) {strict};
-- rls: service
CREATE INDEX visit_told_of_owner ON visit_told (service_id, owner_id, began, visit_id);
CREATE INDEX visit_told_of_whom ON visit_told (service_id, whom_id, back, due, visit_id);
CREATE INDEX visit_told_late ON visit_told (back, mailed, due, visit_id);

ALTER TABLE service_settings ADD COLUMN visit_words {text};
