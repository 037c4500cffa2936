-- Purpose: links that are e-mailed and what was opened by them, questions of organisations, what they say of their entries, news for link workers, and rules for the post.
-- Takes: under a second on a store of any size; the one new index on connections takes about a second for each million.

-- A link is known by the digest of its secret; the secret itself is only in the letter.
CREATE TABLE key_link (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    opens {text} NOT NULL,
    subject_id {id} NOT NULL,
    recipient {text} NOT NULL,
    digest {text} NOT NULL,
    promised {bool} NOT NULL,
    sent_by {id} NOT NULL,
    sent {instant} NOT NULL,
    expires {instant} NOT NULL,
    stopped {instant},
    stopped_by {id}
) {strict};
-- rls: service
CREATE INDEX key_link_by_subject ON key_link (subject_id, sent, id);

-- In which service a link is to be looked for. Derived from key_link in the same transaction; it opens nothing.
CREATE TABLE link_door (
    digest {text} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    link_id {id} NOT NULL REFERENCES key_link (id)
) {strict};
-- rls: purpose public care
-- grant: select insert

CREATE TABLE link_opening (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    link_id {id} NOT NULL REFERENCES key_link (id),
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX link_opening_by_link ON link_opening (link_id, at, id);

CREATE TABLE enquiry (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    connection_id {id} NOT NULL REFERENCES connection (id),
    question {text} NOT NULL,
    asked {instant} NOT NULL,
    answer {text},
    answered {instant},
    answered_by {id}
) {strict};
-- rls: service
CREATE INDEX enquiry_by_connection ON enquiry (connection_id, asked, id);

CREATE TABLE entry_suggestion (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    capacity {text},
    capacity_weeks {int},
    words {text},
    at {instant} NOT NULL,
    done {instant},
    done_by {id},
    is_open {bool} NOT NULL
) {strict};
-- rls: service
CREATE INDEX entry_suggestion_open ON entry_suggestion (service_id, is_open, at, id);

-- What came back from outside and waits until a link worker has seen it.
CREATE TABLE news (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    about {text} NOT NULL,
    subject_id {id} NOT NULL,
    kind {text} NOT NULL,
    at {instant} NOT NULL,
    seen {instant},
    seen_by {id},
    is_open {bool} NOT NULL
) {strict};
-- rls: service
CREATE INDEX news_open ON news (service_id, is_open, at, id);
CREATE INDEX news_by_subject ON news (subject_id, is_open, at, id);

-- One row for each service, under its own identifier.
CREATE TABLE post_rules (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    silence_days {int} NOT NULL,
    secure {json} NOT NULL
) {strict};
-- rls: service

-- Who was asked and has not answered, longest ago first.
CREATE INDEX connection_waiting ON connection (service_id, state, since, id);
