-- Purpose: what people decided about sharing, recipient by recipient, with dates; nothing is ever overwritten.
-- Takes: under a second; there is nothing to convert.

CREATE TABLE sharing_decision (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    recipient_kind {text} NOT NULL,
    -- A practice or an organisation; nothing for kinds of recipients.
    recipient_id {id},
    says {text} NOT NULL,
    what {text},
    from_day {date} NOT NULL,
    until_day {date},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX sharing_decision_by_person ON sharing_decision (person_id, at, id);
