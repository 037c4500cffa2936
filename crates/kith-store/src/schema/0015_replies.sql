-- Purpose: what practices write back, what went with a message (its letter, the message it corrects, the code it offered),
-- and what a person does not want the practice to be told.
-- Takes: under a second on a store of any size.

CREATE TABLE message_reply (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    referral_id {id} NOT NULL REFERENCES referral (id),
    message_id {id} NOT NULL REFERENCES message_back (id),
    practice_id {id} NOT NULL REFERENCES practice (id),
    words {text} NOT NULL,
    by_id {id},
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX message_reply_by_person ON message_reply (person_id, at, id);

-- One row for each message, under its own identifier. An episode's code is offered once.
CREATE TABLE message_carried (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    corrects_id {id} REFERENCES message_back (id),
    code {text},
    case_id {id} UNIQUE,
    letter_id {id},
    held {text}
) {strict};
-- rls: service
CREATE INDEX message_carried_by_person ON message_carried (person_id, id);

CREATE TABLE message_withheld (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    item {text} NOT NULL,
    item_id {id} NOT NULL,
    by_id {id} NOT NULL,
    at {instant} NOT NULL,
    back {instant},
    back_by {id},
    is_kept {bool} NOT NULL
) {strict};
-- rls: service
CREATE INDEX message_withheld_by_person ON message_withheld (person_id, is_kept, at, id);
