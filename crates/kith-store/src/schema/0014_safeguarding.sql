-- Purpose: safeguarding concerns, and who is named to receive them.
-- Takes: under a second; new tables, and nothing to convert.

CREATE TABLE safeguarding_lead (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    account_id {id} NOT NULL,
    since {instant} NOT NULL,
    ended {instant}
) {strict};
-- rls: service
CREATE INDEX safeguarding_lead_of_service ON safeguarding_lead (service_id, ended, account_id);

CREATE TABLE concern (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    words {text} NOT NULL,
    done {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL,
    state {text} NOT NULL,
    acknowledged {instant},
    acknowledged_by {id},
    acknowledged_words {text}
) {strict};
-- rls: service
CREATE INDEX concern_of_service ON concern (service_id, at, id);
CREATE INDEX concern_waiting ON concern (service_id, state, at, id);
CREATE INDEX concern_of_author ON concern (service_id, author_id, at, id);
