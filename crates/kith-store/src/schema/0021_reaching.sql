-- Purpose: how to communicate with people and be in touch safely, as facts; addresses with history; people around them.
-- Takes: under a second. The two texts that person holds stay where they are and are shown until somebody saves the
-- facts, which take them over word for word.

CREATE TABLE reaching (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL UNIQUE REFERENCES person (id),
    language {text},
    formats {json} NOT NULL,
    supports {json} NOT NULL,
    adjustments {json} NOT NULL,
    communication {text},
    channels {json} NOT NULL,
    message {text},
    who_answers {text},
    times {text},
    safe_contact {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service

-- Where a person lives and gets e-mail; the telephone number stands with the person.
CREATE TABLE address (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL UNIQUE REFERENCES person (id),
    lines {text},
    postcode {text},
    email {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service

CREATE TABLE around (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    name {text} NOT NULL,
    relation {text} NOT NULL,
    relation_words {text},
    phone {text},
    email {text},
    may_know {text} NOT NULL,
    what {text},
    agreed_on {date},
    own_agreement {text} NOT NULL,
    is_emergency {bool} NOT NULL,
    words {text},
    ended {instant},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX around_by_person ON around (person_id, name, id);
