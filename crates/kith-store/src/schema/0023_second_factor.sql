-- Purpose: a second factor: the secret shared with somebody's app, and recovery codes; and an index of restricted records.
-- Takes: under a second; new tables, and an index of a small one.

-- The secret has to be read again to compare a code, so it stands here as it is; the table is seen by units
-- of work about accounts alone.
CREATE TABLE second_factor (
    account_id {id} NOT NULL PRIMARY KEY REFERENCES account (id),
    secret {text} NOT NULL,
    begun {instant} NOT NULL,
    confirmed {instant},
    last_step {int} NOT NULL
) {strict};
-- rls: purpose identity

-- A recovery code is known by its digest; the code itself is nowhere.
CREATE TABLE recovery_code (
    digest {text} NOT NULL PRIMARY KEY,
    account_id {id} NOT NULL REFERENCES account (id),
    made {instant} NOT NULL,
    used {instant}
) {strict};
-- rls: purpose identity
CREATE INDEX recovery_code_by_account ON recovery_code (account_id, used);

-- For finding restricted records that nobody who is named can open any more.
CREATE INDEX protection_by_service ON protection (service_id, at, id);
