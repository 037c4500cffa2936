-- Purpose: what is derived from the directory follows it: every change of an entry has a number, in the order in which
-- changes are committed; and searches that found nothing are counted by day, in words of Kith's own list and without
-- anybody.
-- Takes: under a second; entries that are there already are read when the search index is made.

-- One row: the number of the last change, and the last number at which everything was to be read anew. Whoever writes an entry takes the next number first, and holds the row until
-- the commit, so that a change with a lower number is never seen after one with a higher.
CREATE TABLE directory_version (
    one {int} NOT NULL PRIMARY KEY,
    number {int} NOT NULL,
    anew {int} NOT NULL
) {strict};
-- rls: open
INSERT INTO directory_version (one, number, anew) VALUES (1, 0, 0);

-- The last change of each entry that changed since this table is there.
CREATE TABLE directory_change (
    community_service_id {id} NOT NULL PRIMARY KEY REFERENCES community_service (id),
    number {int} NOT NULL
) {strict};
-- rls: open
CREATE INDEX directory_change_by_number ON directory_change (number, community_service_id);

-- How often a search of the directory found nothing, by the words of Kith's own list that were in it; all other words
-- are counted together, under none.
CREATE TABLE sought_nothing (
    service_id {id} NOT NULL REFERENCES service (id),
    day {date} NOT NULL,
    word {text} NOT NULL,
    times {int} NOT NULL,
    PRIMARY KEY (service_id, day, word)
) {strict};
-- rls: service
