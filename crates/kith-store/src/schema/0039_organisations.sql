-- Purpose: an organisation sees everything that waits for it by a link that is e-mailed to its address, or by an account of its own, and says itself whether it takes people and that its entry is right; what it says is wrong is a change that is taken over in one press.
-- Takes: about a second for every million links that were sent and every million entries.

-- A link to everything that one service asks of an organisation at one address. Known by the digest of its secret.
CREATE TABLE list_link (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    organisation_id {id} NOT NULL REFERENCES organisation (id),
    recipient {text} NOT NULL,
    digest {text} NOT NULL,
    asked_from {id} NOT NULL REFERENCES key_link (id),
    sent {instant} NOT NULL,
    expires {instant} NOT NULL,
    stopped {instant},
    stopped_by {id}
) {strict};
-- rls: service
CREATE INDEX list_link_by_organisation ON list_link (service_id, organisation_id, sent, id);

-- In which service it is to be looked for. Derived in the same transaction; it opens nothing.
CREATE TABLE list_link_door (
    digest {text} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    list_link_id {id} NOT NULL REFERENCES list_link (id)
) {strict};
-- rls: purpose public care
-- grant: select insert

CREATE TABLE list_opening (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    list_link_id {id} NOT NULL REFERENCES list_link (id),
    request_id {id} REFERENCES connection (id),
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX list_opening_by_link ON list_opening (list_link_id, at, id);

-- Which services have asked an organisation: an account of the organisation reaches these and no others. Derived in the
-- transaction that asks.
CREATE TABLE service_organisation (
    organisation_id {id} NOT NULL REFERENCES organisation (id),
    service_id {id} NOT NULL REFERENCES service (id),
    since {instant} NOT NULL,
    PRIMARY KEY (organisation_id, service_id)
) {strict};
-- rls: open
-- grant: select insert
INSERT INTO service_organisation (organisation_id, service_id, since)
    SELECT c.organisation_id, c.service_id, min(l.sent) FROM key_link l JOIN connection c ON c.id = l.subject_id
    GROUP BY c.organisation_id, c.service_id;

-- Whether a community service takes people, as its own organisation says it. Beside the entry, so that a feed that is
-- read again leaves it as it is.
CREATE TABLE intake (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    community_service_id {id} NOT NULL UNIQUE REFERENCES community_service (id),
    places {int},
    paused_until {date},
    said {date} NOT NULL,
    confirmed {date}
) {strict};
-- rls: open

-- What staff said of entries that others keep: read by every service, because whoever keeps the entry answers it.
CREATE TABLE entry_notice (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    kept_by {id} REFERENCES service (id),
    told_in {id} NOT NULL REFERENCES service (id),
    said_by {id},
    words {text},
    at {instant} NOT NULL,
    done {instant},
    done_by {id},
    answer {text},
    is_open {bool} NOT NULL,
    proposed {json}
) {strict};
-- rls: open
CREATE INDEX entry_notice_open ON entry_notice (is_open, at, id);
CREATE INDEX entry_notice_by_entry ON entry_notice (community_service_id, at, id);
CREATE INDEX entry_notice_by_teller ON entry_notice (said_by, done, id);
CREATE INDEX entry_suggestion_by_teller ON entry_suggestion (said_by, done, id);

-- The entries of one organisation, by name.
CREATE INDEX community_service_by_organisation ON community_service (organisation_id, sort_name, id);

-- What an organisation would change about its entry, field by field. Empty where there are only words.
ALTER TABLE entry_suggestion ADD COLUMN proposed {json};

-- Of which organisation an invited account is. Empty for every other role.
ALTER TABLE invitation ADD COLUMN organisation_id {id};
