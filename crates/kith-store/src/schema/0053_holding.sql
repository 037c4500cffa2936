-- Purpose: holding, with its function, what causes it, its reviews and its end; and the day of the closing policy that an
-- ending followed.
-- Takes: under a second; one column without a value is added, and no row is rewritten.

CREATE TABLE holding (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    case_id {id} NOT NULL REFERENCES support_case (id),
    author_id {id} NOT NULL,
    at {instant} NOT NULL,
    function {text} NOT NULL,
    -- The wait or gap that causes it: one of the two, or neither.
    connection_id {id} REFERENCES connection (id),
    gap_id {id} REFERENCES gap (id),
    awaited {text},
    began {date} NOT NULL,
    review_on {date} NOT NULL,
    reviewed {instant},
    ended {instant},
    went {text},
    ended_words {text}
) {strict};
-- rls: service
CREATE INDEX holding_by_person ON holding (person_id, began, id);
CREATE INDEX holding_of_service ON holding (service_id, began, id);
CREATE INDEX holding_by_case ON holding (case_id, ended);
CREATE INDEX holding_due ON holding (service_id, review_on, id) WHERE ended IS NULL;

ALTER TABLE support_case ADD COLUMN end_policy {date};
