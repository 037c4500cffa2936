-- Purpose: that somebody at a practice was asked about a risk on the same day, and when they answered; and what is done about a safeguarding concern until it is closed.
-- Takes: under a second; new tables and columns that begin empty.

CREATE TABLE same_day_ask (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    practice_id {id} REFERENCES practice (id),
    whom {text} NOT NULL,
    asker_id {id} NOT NULL REFERENCES account (id),
    asked {instant} NOT NULL,
    answered {instant},
    answered_by {text},
    agreed {text},
    noted_by {id},
    taken_back {instant}
) {strict};
-- rls: service
CREATE INDEX same_day_ask_of_person ON same_day_ask (person_id, asked, id);
-- What waits for an answer is found without reading what was answered.
CREATE INDEX same_day_ask_open ON same_day_ask (service_id, answered, taken_back, asked, id);
CREATE INDEX same_day_ask_of_asker ON same_day_ask (service_id, asker_id, asked);

ALTER TABLE concern ADD COLUMN closed {instant};
ALTER TABLE concern ADD COLUMN closed_by {id};
ALTER TABLE concern ADD COLUMN closed_words {text};

-- What is to be done about a concern. While one is open, the concern is not closed.
CREATE TABLE concern_action (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    concern_id {id} NOT NULL REFERENCES concern (id),
    what {text} NOT NULL,
    by_id {id} NOT NULL REFERENCES account (id),
    at {instant} NOT NULL,
    done {instant},
    done_by {id}
) {strict};
-- rls: service
CREATE INDEX concern_action_of ON concern_action (concern_id, at, id);
