-- Purpose: an entry of the directory keeps what it says in structured form, in one column that is proven with the row;
-- beside it stand derived rows that a search by age, day and time, price, place or term can read, and that the
-- published directory is paged by.
-- Takes: about a second for every hundred thousand entries.

ALTER TABLE community_service ADD COLUMN record {json};

-- One row for each entry that is published: what the standard filters by. Derived in the same transaction as the entry;
-- an entry that has vanished from its feed has none.
CREATE TABLE directory_facet (
    community_service_id {id} NOT NULL PRIMARY KEY REFERENCES community_service (id),
    -- The identifier under which it is published: that of its feed, or its own.
    published {id} NOT NULL UNIQUE,
    minimum_age {int},
    maximum_age {int},
    -- The lowest price in pence; 0 is free, nothing when no price is said.
    pence {int}
) {strict};
-- rls: open
CREATE INDEX directory_facet_by_minimum_age ON directory_facet (minimum_age, community_service_id);
CREATE INDEX directory_facet_by_maximum_age ON directory_facet (maximum_age, community_service_id);

-- One row for each day of each opening. Times are minutes after midnight.
CREATE TABLE directory_opening (
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    -- 0 is Monday; nothing when no day of the week is said.
    day {int},
    opens {int},
    closes {int},
    valid_from {date},
    valid_to {date}
) {strict};
-- rls: open
CREATE INDEX directory_opening_by_service ON directory_opening (community_service_id);
CREATE INDEX directory_opening_by_day ON directory_opening (day, opens, closes, community_service_id);
CREATE INDEX directory_opening_by_time ON directory_opening (opens, closes, community_service_id);

-- One row for each place of an entry. A position is whole millionths of a degree.
CREATE TABLE directory_place (
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    number {int} NOT NULL,
    published {id} NOT NULL,
    postcode {text},
    latitude {int},
    longitude {int},
    PRIMARY KEY (community_service_id, number)
) {strict};
-- rls: open
CREATE INDEX directory_place_published ON directory_place (published, community_service_id, number);

-- The terms that entries are classified by, each once, as the last entry gave it. A term stays when the last entry that
-- had it goes.
CREATE TABLE directory_term_known (
    id {id} NOT NULL PRIMARY KEY,
    -- Nothing for a label without a taxonomy.
    taxonomy_id {id},
    taxonomy {text},
    name {text} NOT NULL,
    code {text},
    words {text},
    uri {text}
) {strict};
-- rls: open
CREATE INDEX directory_term_known_by_taxonomy ON directory_term_known (taxonomy_id, taxonomy, id);

-- Which entry has which term.
CREATE TABLE directory_term_held (
    term_id {id} NOT NULL REFERENCES directory_term_known (id),
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    PRIMARY KEY (term_id, community_service_id)
) {strict};
-- rls: open
CREATE INDEX directory_term_held_by_service ON directory_term_held (community_service_id);

-- Who of the staff said that something is wrong with an entry, and what became of what was said.
ALTER TABLE entry_suggestion ADD COLUMN said_by {id};
ALTER TABLE entry_suggestion ADD COLUMN answer {text};
CREATE INDEX entry_suggestion_by_entry ON entry_suggestion (service_id, community_service_id, at, id);

INSERT INTO directory_facet (community_service_id, published)
    SELECT id, COALESCE(source, id) FROM community_service WHERE vanished IS NULL;
