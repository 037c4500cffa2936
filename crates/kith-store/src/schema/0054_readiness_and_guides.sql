-- Purpose: notes on how ready somebody is; why a case goes beyond a guide; guide lengths and the closing policy of a
-- service.
-- Takes: under a second; two columns without a value are added, and no row is rewritten.

CREATE TABLE readiness (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    author_id {id} NOT NULL,
    at {instant} NOT NULL,
    stands {text},
    words {text},
    demands {json} NOT NULL
) {strict};
-- rls: service
CREATE INDEX readiness_by_person ON readiness (person_id, at, id);

CREATE TABLE beyond_guide (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    case_id {id} NOT NULL REFERENCES support_case (id),
    guide {text} NOT NULL,
    reason {text} NOT NULL,
    words {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX beyond_guide_by_person ON beyond_guide (person_id, at, id);

-- Contacts, months, people with a link worker; nothing where there is no guide.
ALTER TABLE service_settings ADD COLUMN guides {json};
-- Attempts, weeks, since when, words; nothing where no rule is followed.
ALTER TABLE service_settings ADD COLUMN closing_policy {json};
