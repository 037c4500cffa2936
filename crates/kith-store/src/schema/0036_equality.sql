-- Purpose: what people said of themselves so that it can be seen whether everybody is helped alike.
-- Takes: under a second.

CREATE TABLE equality (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL UNIQUE REFERENCES person (id),
    sex {text},
    ethnic_group {text},
    ethnic_words {text},
    disability {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
