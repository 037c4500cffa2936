-- Purpose: accounts of a real store: invitations, links to choose a password anew, and what is known of a session.
-- Takes: under a second; no row is rewritten.

-- An invitation is known by the digest of its link's secret; the secret itself is nowhere.
CREATE TABLE invitation (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    email {text} NOT NULL,
    email_folded {text} NOT NULL,
    name {text} NOT NULL,
    role {text} NOT NULL,
    practice_id {id} REFERENCES practice (id),
    digest {text} NOT NULL UNIQUE,
    made {instant} NOT NULL,
    made_by {id},
    state {text} NOT NULL,
    until {instant},
    settled {instant},
    settled_by {id}
) {strict};
-- rls: purpose identity
CREATE INDEX invitation_open ON invitation (service_id, state, made, id);
CREATE INDEX invitation_by_address ON invitation (email_folded, state, made, id);

CREATE TABLE reset_link (
    digest {text} NOT NULL PRIMARY KEY,
    account_id {id} NOT NULL REFERENCES account (id),
    made {instant} NOT NULL,
    expires {instant} NOT NULL,
    ended {instant}
) {strict};
-- rls: purpose identity
CREATE INDEX reset_link_by_account ON reset_link (account_id, ended);

-- What a session is called where its owner ends it, what it still needs before it opens anything, the
-- device in words, where it came from, and when its owner last proved that it is them.
ALTER TABLE session ADD COLUMN id {id};
ALTER TABLE session ADD COLUMN stage {text};
ALTER TABLE session ADD COLUMN device {text};
ALTER TABLE session ADD COLUMN address {text};
ALTER TABLE session ADD COLUMN confirmed {instant};

CREATE INDEX standing_by_name ON standing (service_id, name, id);
CREATE INDEX standing_by_practice ON standing (practice_id, name, id);
-- Failures are kept for a day, and the old ones forgotten at each new one.
CREATE INDEX throttle_by_time ON throttle (at);
