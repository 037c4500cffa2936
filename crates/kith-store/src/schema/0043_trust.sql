-- Purpose: a directory people can trust: corrections of a feed's entries that outlive its next import, what each feed
-- lists and no longer lists, who checked an entry, and whether an entry by hand stands in the open directory.
-- Takes: about a second for every hundred thousand entries.

-- What the feed says of an entry while something of it is corrected here; nothing otherwise.
ALTER TABLE community_service ADD COLUMN theirs {json};
-- Whether an entry by hand is published. Nothing for one that was written before this was asked: it is not, until
-- somebody says so.
ALTER TABLE community_service ADD COLUMN is_open {bool};
-- Who of the staff made sure of it last.
ALTER TABLE community_service ADD COLUMN checked_by {id};

ALTER TABLE directory_facet ADD COLUMN is_open {bool};
UPDATE directory_facet SET is_open =
    (SELECT s.source IS NOT NULL FROM community_service s WHERE s.id = directory_facet.community_service_id);
CREATE INDEX directory_facet_open ON directory_facet (is_open, community_service_id);
ALTER TABLE directory_place ADD COLUMN is_open {bool};
UPDATE directory_place SET is_open =
    (SELECT s.source IS NOT NULL FROM community_service s WHERE s.id = directory_place.community_service_id);
CREATE INDEX directory_place_open ON directory_place (is_open, community_service_id, number);

-- One correction of one field of an entry from a feed. What has ended stays.
CREATE TABLE directory_correction (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    field {text} NOT NULL,
    ours {text},
    theirs {text},
    made_in {id} NOT NULL,
    made_by {id} NOT NULL,
    at {instant} NOT NULL,
    -- The feed has said something else since, and nobody has looked at it.
    is_overtaken {bool} NOT NULL,
    ended {instant},
    ended_by {id},
    how {text}
) {strict};
-- rls: open
CREATE INDEX directory_correction_by_entry ON directory_correction (community_service_id, at, id);
CREATE INDEX directory_correction_overtaken ON directory_correction (is_overtaken, at, id);

-- A feed that the directory is taken from.
CREATE TABLE directory_feed (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    url {text} NOT NULL UNIQUE,
    state {text} NOT NULL,
    added_by {id},
    at {instant} NOT NULL
) {strict};
-- rls: open

-- How the latest run of a feed goes or went. Derived: without it a run only begins anew.
CREATE TABLE directory_feed_run (
    feed_id {id} NOT NULL PRIMARY KEY REFERENCES directory_feed (id),
    run {int} NOT NULL,
    began {instant},
    -- When it last moved on; a run that has not for a while was cut, and another process may go on with it.
    touched {instant},
    ended {instant},
    -- When somebody asked for a run, until one begins.
    asked {instant},
    page {int} NOT NULL,
    pages {int},
    taken {int} NOT NULL,
    changed {int} NOT NULL,
    unchanged {int} NOT NULL,
    refused {int} NOT NULL,
    vanished {int} NOT NULL,
    -- Records of this run that nobody can tell from others.
    unrecognised {int} NOT NULL,
    -- Why it ended before its end, or why nothing was marked.
    stopped {text},
    unmarked {text},
    -- The last run that read the whole feed: when, how many services, how many unrecognised records.
    whole {instant},
    whole_listed {int},
    whole_unrecognised {int}
) {strict};
-- rls: open

-- What is to be said of single records of the latest run.
CREATE TABLE directory_feed_line (
    feed_id {id} NOT NULL REFERENCES directory_feed (id),
    number {int} NOT NULL,
    words {text} NOT NULL,
    PRIMARY KEY (feed_id, number)
) {strict};
-- rls: open

-- Which feed lists which entry, on which of its pages, and in which run it was there last.
CREATE TABLE directory_feed_listed (
    feed_id {id} NOT NULL REFERENCES directory_feed (id),
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    page {int} NOT NULL,
    run {int} NOT NULL,
    PRIMARY KEY (feed_id, community_service_id)
) {strict};
-- rls: open
CREATE INDEX directory_feed_listed_by_page ON directory_feed_listed (feed_id, page);
CREATE INDEX directory_feed_listed_by_run ON directory_feed_listed (feed_id, run, community_service_id);
CREATE INDEX directory_feed_listed_by_service ON directory_feed_listed (community_service_id);

-- What is no longer in its feed, and who is connected to it.
CREATE INDEX community_service_vanished ON community_service (vanished, id) WHERE vanished IS NOT NULL;
CREATE INDEX connection_by_entry ON connection (community_service_id, service_id);
