-- Purpose: what the role is at a practice and what it is not, in versions that both sides agree to, and the link by which a practice without accounts agrees.
-- Takes: under a second; new tables, nothing to convert.

CREATE TABLE scope_agreement (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    practice_id {id} NOT NULL REFERENCES practice (id),
    number {int} NOT NULL,
    -- What it says; a version is never written over.
    terms {json} NOT NULL,
    made_by {id} NOT NULL REFERENCES account (id),
    made {instant} NOT NULL,
    service_agreed {instant},
    service_by {id},
    practice_agreed {instant},
    practice_by {id},
    -- By whom, when it was agreed by a link.
    practice_name {text},
    wished {instant},
    wish {text},
    replaced {instant}
) {strict};
-- rls: service
CREATE UNIQUE INDEX scope_agreement_of_practice ON scope_agreement (service_id, practice_id, number);

CREATE TABLE agreement_link (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    agreement_id {id} NOT NULL REFERENCES scope_agreement (id),
    recipient {text} NOT NULL,
    digest {text} NOT NULL,
    sent_by {id} NOT NULL,
    sent {instant} NOT NULL,
    expires {instant} NOT NULL,
    stopped {instant},
    stopped_by {id},
    by_hand {bool} NOT NULL
) {strict};
-- rls: service
CREATE INDEX agreement_link_of ON agreement_link (agreement_id, sent, id);

-- In which service a link is to be looked for. Derived in the same transaction; it opens nothing.
CREATE TABLE agreement_link_door (
    digest {text} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    link_id {id} NOT NULL REFERENCES agreement_link (id)
) {strict};
-- rls: purpose public care
-- grant: select insert
