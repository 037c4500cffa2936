-- Purpose: feeds that are taken at night and when somebody asks on their page: who holds a run, for which night it was,
-- how it was asked for, how many nights in a row it failed, and how earlier runs went.
-- Takes: nothing to speak of.

-- Who holds the run that goes on; nothing when nobody does. Another than the one who writes has taken it over.
ALTER TABLE directory_feed_run ADD COLUMN holder {id};
-- The night for which it was taken.
ALTER TABLE directory_feed_run ADD COLUMN night {date};
-- How another run was asked for.
ALTER TABLE directory_feed_run ADD COLUMN asked_how {text};
-- In how many nights in a row no run came to the end of the feed, and the last of them.
ALTER TABLE directory_feed_run ADD COLUMN failed_nights {int};
ALTER TABLE directory_feed_run ADD COLUMN failed_night {date};

-- How runs of a feed went, the latest fifty. Derived, and about nobody.
CREATE TABLE directory_feed_past (
    feed_id {id} NOT NULL REFERENCES directory_feed (id),
    run {int} NOT NULL,
    began {instant},
    ended {instant} NOT NULL,
    taken {int} NOT NULL,
    changed {int} NOT NULL,
    unchanged {int} NOT NULL,
    refused {int} NOT NULL,
    vanished {int} NOT NULL,
    stopped {text},
    unmarked {text},
    PRIMARY KEY (feed_id, run)
) {strict};
-- rls: open
