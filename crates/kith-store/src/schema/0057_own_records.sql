-- Purpose: what belongs to a worker of her own work: to whom she shows a boundary entry, what she did beyond the script, and her quiet hours.
-- Takes: under a second; new tables and two columns that begin empty.

ALTER TABLE boundary_entry ADD COLUMN shown_with {id};
ALTER TABLE boundary_entry ADD COLUMN shown_at {instant};
CREATE INDEX boundary_entry_shown ON boundary_entry (service_id, shown_with, day, id);

CREATE TABLE discretion_note (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    owner_id {id} NOT NULL REFERENCES account (id),
    day {date} NOT NULL,
    at {instant} NOT NULL,
    -- The day on which it is deleted; none when its owner keeps it on purpose.
    until {date},
    shown_with {id},
    shown_at {instant},
    gone {instant}
) {strict};
-- rls: service
CREATE INDEX discretion_note_of_owner ON discretion_note (service_id, owner_id, day, id);
CREATE INDEX discretion_note_shown ON discretion_note (service_id, shown_with, day, id);
CREATE INDEX discretion_note_due ON discretion_note (gone, until, id);

-- What a note says. It stands in no event and in no proven row, so that it can really be deleted.
CREATE TABLE discretion_told (
    note_id {id} NOT NULL PRIMARY KEY REFERENCES discretion_note (id),
    service_id {id} NOT NULL REFERENCES service (id),
    what {text} NOT NULL,
    why {text},
    again {text}
) {strict};
-- rls: service

CREATE TABLE quiet_hours (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    owner_id {id} NOT NULL REFERENCES account (id),
    from_minute {int} NOT NULL,
    until_minute {int} NOT NULL,
    weekends {bool} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE UNIQUE INDEX quiet_hours_of_owner ON quiet_hours (service_id, owner_id);
