-- Purpose: entries of the directory that somebody keeps, and places found by where they are.
-- Takes: a second for each hundred thousand places of the directory.

-- An entry that a member of staff keeps, for themselves.
CREATE TABLE favourite (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    account_id {id} NOT NULL REFERENCES account (id),
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    at {instant} NOT NULL,
    -- When it was let go; kept again, the row is used again.
    ended {instant}
) {strict};
-- rls: service
CREATE UNIQUE INDEX favourite_of ON favourite (service_id, account_id, community_service_id);

CREATE INDEX directory_place_at ON directory_place (latitude, longitude, community_service_id, number);
