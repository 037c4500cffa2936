-- Purpose: next contacts and appointments, and the calendar links of workers.
-- Takes: under a second; two new tables, nothing to convert.

-- Something agreed for a day to come. starts is its moment, or the beginning of its day where no time was agreed.
CREATE TABLE appointment (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    starts {instant} NOT NULL,
    timed {bool} NOT NULL,
    minutes {int},
    mode {text} NOT NULL,
    place {text},
    place_words {text},
    why {text},
    author_id {id} NOT NULL,
    made {instant} NOT NULL,
    state {text} NOT NULL,
    is_open {bool} NOT NULL,
    contact_id {id} UNIQUE REFERENCES contact (id),
    cancelled_by {text},
    cancel_reason {text},
    since {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX appointment_by_day ON appointment (service_id, is_open, starts, id);
CREATE INDEX appointment_by_person ON appointment (person_id, starts, id);

-- A worker's own calendar link, known by the digest of its secret. Read before anybody has signed in.
CREATE TABLE calendar_link (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    account_id {id} NOT NULL REFERENCES account (id),
    standing_id {id} NOT NULL REFERENCES standing (id),
    digest {text} NOT NULL UNIQUE,
    made {instant} NOT NULL,
    revoked {instant}
) {strict};
-- rls: purpose identity care
CREATE INDEX calendar_link_by_account ON calendar_link (account_id, made, id);
