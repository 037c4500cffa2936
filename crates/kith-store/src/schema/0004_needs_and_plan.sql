-- Purpose: where a need stands and when it was heard of; About Me; the plan with its goals and actions; what changed.
-- Takes: under a second; columns without a value are added to one table, and no row is rewritten.

ALTER TABLE need ADD COLUMN heard_id {id} REFERENCES contact (id);
ALTER TABLE need ADD COLUMN said {text};
ALTER TABLE need ADD COLUMN said_words {text};
ALTER TABLE need ADD COLUMN said_by {id};
ALTER TABLE need ADD COLUMN said_at {instant};

CREATE TABLE about_me (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    about {text},
    communicate {text},
    support {text},
    written_with {text},
    day {date} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX about_me_by_person ON about_me (person_id, at, id);

-- What surrounds goals and actions; at most one for a person.
CREATE TABLE plan_sheet (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL UNIQUE REFERENCES person (id),
    strengths {text},
    agreed {text},
    review {date},
    reviewer {text},
    funding {text},
    documents {text},
    harder_signs {text},
    harder_do {text},
    harder_who {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service

CREATE TABLE goal (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    words {text} NOT NULL,
    why {text},
    state {text} NOT NULL,
    since {instant} NOT NULL,
    outcome {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX goal_by_person ON goal (person_id, at, id);

-- is_open repeats what the state says, for the index of what is due.
CREATE TABLE plan_action (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    goal_id {id} REFERENCES goal (id),
    what {text} NOT NULL,
    owner {text} NOT NULL,
    who {text},
    due {date},
    strategies {text},
    confidence {int},
    review {date},
    state {text} NOT NULL,
    is_open {bool} NOT NULL,
    since {instant} NOT NULL,
    outcome {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX plan_action_by_person ON plan_action (person_id, at, id);
CREATE INDEX plan_action_due ON plan_action (service_id, is_open, due, id);

CREATE TABLE changed (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    direction {text},
    meant {text},
    whom {text},
    gain {text},
    words {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX changed_by_person ON changed (person_id, at, id);
