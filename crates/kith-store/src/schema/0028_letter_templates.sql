-- Purpose: letter templates of a service: its own words for those that are shipped, and further ones.
-- Takes: under a second; one new table, nothing to convert.

-- A letter keeps the code of the template it began from and nothing else of it, so no change here reaches a letter.
CREATE TABLE letter_template (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    code {text} NOT NULL,
    title {text} NOT NULL,
    addressee {text},
    subject {text} NOT NULL,
    body {text} NOT NULL,
    is_offered {bool} NOT NULL,
    UNIQUE (service_id, code)
) {strict};
-- rls: service
