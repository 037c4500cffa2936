-- Purpose: files of people that are brought in, and a key for each row taken, so that nobody is taken twice.
-- Takes: under a second; new tables, and nothing to convert.

-- One file that somebody brought in. What it holds stands in import_file until it is taken or thrown away.
CREATE TABLE import (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    kind {text} NOT NULL,
    name {text} NOT NULL,
    by_id {id},
    at {instant} NOT NULL,
    row_count {int} NOT NULL,
    state {text} NOT NULL,
    since {instant},
    taken {int},
    known {int},
    changed {int},
    refused {int}
) {strict};
-- rls: service
CREATE INDEX import_by_time ON import (service_id, at, id);
CREATE INDEX import_by_account ON import (service_id, by_id, at, id);

-- The bytes of a file, what was chosen for it, and how far it has come. Deleted when it is done with.
CREATE TABLE import_file (
    import_id {id} NOT NULL PRIMARY KEY REFERENCES import (id),
    service_id {id} NOT NULL,
    at {instant} NOT NULL,
    done {int} NOT NULL,
    touched {instant} NOT NULL,
    choices {json} NOT NULL,
    content {bytes} NOT NULL
) {strict};
-- rls: service

-- A row that was taken: its key, a digest of what it said, and the record it made. Holds no text of it.
CREATE TABLE import_row (
    service_id {id} NOT NULL,
    kind {text} NOT NULL,
    key {text} NOT NULL,
    content {text} NOT NULL,
    import_id {id} NOT NULL REFERENCES import (id),
    person_id {id} NOT NULL REFERENCES person (id),
    at {instant} NOT NULL,
    PRIMARY KEY (service_id, kind, key)
) {strict};
-- rls: service

-- Which column held what in the last file of a kind, by heading.
CREATE TABLE import_columns (
    service_id {id} NOT NULL,
    kind {text} NOT NULL,
    columns {json} NOT NULL,
    PRIMARY KEY (service_id, kind)
) {strict};
-- rls: service
