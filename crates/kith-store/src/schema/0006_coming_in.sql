-- Purpose: referrals that no practice with an account sent: their route, who sent them, the link of their receipt, and the codes of practices.
-- Takes: a second for every hundred thousand referrals; who sent them is written into columns that may be empty.

-- Empty in rows written before there was any route but a practice's.
ALTER TABLE referral ADD COLUMN route {text};
ALTER TABLE referral ADD COLUMN sender_name {text};
ALTER TABLE referral ADD COLUMN sender_from {text};
ALTER TABLE referral ADD COLUMN sender_reach {text};

-- The practice and the account may be missing from now on. No engine but one can loosen a column in place,
-- so each gets a new column that takes over its values and its name.
ALTER TABLE referral ADD COLUMN sent_by_practice_id {id} REFERENCES practice (id);
ALTER TABLE referral ADD COLUMN sent_by_account_id {id} REFERENCES account (id);
UPDATE referral SET sent_by_practice_id = practice_id, sent_by_account_id = referrer_id;
DROP INDEX referral_by_practice;
ALTER TABLE referral DROP COLUMN practice_id;
ALTER TABLE referral DROP COLUMN referrer_id;
ALTER TABLE referral RENAME COLUMN sent_by_practice_id TO practice_id;
ALTER TABLE referral RENAME COLUMN sent_by_account_id TO referrer_id;
CREATE INDEX referral_by_practice ON referral (practice_id, received, id);

-- The link of a receipt is known by the digest of its secret; the secret itself is nowhere.
CREATE TABLE status_link (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    referral_id {id} NOT NULL REFERENCES referral (id),
    digest {text} NOT NULL UNIQUE,
    expires {instant} NOT NULL,
    revoked {instant}
) {strict};
-- rls: service
CREATE INDEX status_link_by_referral ON status_link (referral_id, id);

CREATE TABLE practice_code (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    practice_id {id} NOT NULL REFERENCES practice (id),
    digest {text} NOT NULL,
    made_by {id} NOT NULL,
    made {instant} NOT NULL,
    revoked {instant},
    UNIQUE (service_id, digest)
) {strict};
-- rls: service
CREATE INDEX practice_code_by_practice ON practice_code (service_id, practice_id, made, id);
