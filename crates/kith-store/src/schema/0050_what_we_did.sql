-- Purpose: who started a contact, whether it asked what was done and which words the list had then; the versions of the
-- list; how often a contact asks; and what workers tap about themselves, apart from the record of the person.
-- Takes: under a second; columns without values and two new tables. Taps about themselves that older contacts hold are
-- moved by the program when it next starts, because what a row says is proven by its entry in the trail.

-- us, them, other.
ALTER TABLE contact ADD COLUMN started_by {text};
-- answered, skipped; nothing when it did not ask.
ALTER TABLE contact ADD COLUMN asked {text};
-- The number of the version of the list whose words were ticked; nothing for the first.
ALTER TABLE contact ADD COLUMN list {int};

-- How many contacts in a hundred ask; nothing for twenty.
ALTER TABLE service_settings ADD COLUMN asking {int};

-- The list of what we did as it read, whole; the first version is written when a second is made.
CREATE TABLE way_list (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    number {int} NOT NULL,
    lines {json} NOT NULL,
    author_id {id},
    at {instant} NOT NULL,
    UNIQUE (service_id, number)
) {strict};
-- rls: service

-- What a worker tapped about herself beside a contact: hers alone.
CREATE TABLE own_tap (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    owner_id {id} NOT NULL REFERENCES account (id),
    contact_id {id} NOT NULL REFERENCES contact (id),
    -- When the contact was.
    day {date} NOT NULL,
    ways {json} NOT NULL,
    list {int},
    at {instant} NOT NULL,
    UNIQUE (contact_id)
) {strict};
-- rls: service
CREATE INDEX own_tap_of_owner ON own_tap (service_id, owner_id, day, id);
