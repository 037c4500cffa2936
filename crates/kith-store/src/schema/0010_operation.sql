-- Purpose: what was done to the store as a whole: backups and restores, audited as operator.
-- Takes: under a second; nothing is converted.

CREATE TABLE operation (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    kind {text} NOT NULL,
    at {instant} NOT NULL,
    -- For a restore: when the backup was made.
    backup_at {instant},
    entries {int} NOT NULL
) {strict};
-- rls: purpose operation
CREATE INDEX operation_by_kind ON operation (kind, at, id);
