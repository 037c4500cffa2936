-- Purpose: what somebody has begun to write and not saved, for themselves alone.
-- Takes: under a second; one new table, nothing to convert.

-- One for each writer, person and form; written over, and gone once it is saved, thrown away or too old. It is no
-- record: no event, no audit row and no search ever holds anything of it.
CREATE TABLE draft (
    account_id {id} NOT NULL REFERENCES account (id),
    person_id {id} NOT NULL REFERENCES person (id),
    service_id {id} NOT NULL REFERENCES service (id),
    form {text} NOT NULL,
    -- Names and values, in the order in which the form has them.
    fields {json} NOT NULL,
    saved {instant} NOT NULL,
    PRIMARY KEY (account_id, person_id, form)
) {strict};
-- rls: service
CREATE INDEX draft_by_age ON draft (saved);
