-- Purpose: letters written for or with a person.
-- Takes: under a second; one new table, nothing to convert.

CREATE TABLE letter (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    author_id {id} NOT NULL,
    template {text},
    together {text} NOT NULL,
    addressee {text} NOT NULL,
    subject {text} NOT NULL,
    body {text} NOT NULL,
    made {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX letter_by_person ON letter (person_id, made, id);
