-- Purpose: lenses in versions that never change, dated context events, and what workers share of their own series.
-- Takes: under a second.

CREATE TABLE lens_version (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    lens_id {id} NOT NULL,
    number {int} NOT NULL,
    name {text} NOT NULL,
    lines {json} NOT NULL,
    by_id {id} NOT NULL,
    at {instant} NOT NULL,
    UNIQUE (service_id, lens_id, number)
) {strict};
-- rls: service

CREATE TABLE context_event (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    day {date} NOT NULL,
    kind {text} NOT NULL,
    what {text} NOT NULL,
    words {text},
    by_id {id} NOT NULL,
    at {instant} NOT NULL,
    -- When it was taken away.
    gone {instant}
) {strict};
-- rls: service
CREATE INDEX context_event_by_day ON context_event (service_id, day, id);

CREATE TABLE series_share (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    owner_id {id} NOT NULL REFERENCES account (id),
    with_id {id} NOT NULL REFERENCES account (id),
    -- The first day of the month from which on it holds.
    from_day {date} NOT NULL,
    at {instant} NOT NULL,
    -- When its owner took it back.
    ended {instant}
) {strict};
-- rls: service
CREATE INDEX series_share_of_owner ON series_share (service_id, owner_id, id);
CREATE INDEX series_share_with ON series_share (service_id, with_id, id);
