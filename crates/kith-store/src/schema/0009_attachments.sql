-- Purpose: files that belong to a contact or a letter.
-- Takes: under a second; two new tables, nothing to convert.

CREATE TABLE attachment (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    parent_kind {text} NOT NULL,
    parent_id {id} NOT NULL,
    name {text} NOT NULL,
    kind {text} NOT NULL,
    size {int} NOT NULL,
    -- SHA-256 of its bytes, as hexadecimal: the audited row proves them.
    digest {text} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX attachment_by_person ON attachment (person_id, at, id);
CREATE INDEX attachment_by_size ON attachment (service_id, size);

-- The bytes, in parts of at most a mebibyte. In the database, so that every backup of it holds them.
CREATE TABLE attachment_part (
    attachment_id {id} NOT NULL REFERENCES attachment (id),
    position {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    bytes {bytes} NOT NULL,
    PRIMARY KEY (attachment_id, position)
) {strict};
-- rls: service
-- grant: select insert
