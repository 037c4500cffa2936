-- Purpose: triage asks and redirects; who was turned away by a rule; handover notes and dated cover.
-- Takes: under a second; nothing is converted.

-- Empty unless a referral was redirected.
ALTER TABLE referral ADD COLUMN redirected_to {text};

CREATE TABLE referral_question (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    referral_id {id} NOT NULL REFERENCES referral (id),
    practice_id {id} REFERENCES practice (id),
    asked_by {id} NOT NULL,
    at {instant} NOT NULL,
    words {text} NOT NULL,
    answered {instant},
    answered_by {id},
    answer {text},
    is_open {bool} NOT NULL
) {strict};
-- rls: service
CREATE INDEX referral_question_by_referral ON referral_question (referral_id, at, id);
CREATE INDEX referral_question_open ON referral_question (practice_id, is_open, at, id);

CREATE TABLE turned_away (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    referral_id {id} NOT NULL REFERENCES referral (id),
    need {text} NOT NULL,
    domain {text},
    rule {text} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX turned_away_by_referral ON turned_away (referral_id, at, id);

CREATE TABLE handover (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    case_id {id} NOT NULL REFERENCES support_case (id),
    from_id {id} NOT NULL,
    to_id {id} NOT NULL,
    note {text} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX handover_by_person ON handover (person_id, at, id);
CREATE INDEX handover_by_receiver ON handover (service_id, to_id, at, id);

-- Who covers whom is read with every session, before anything else is known.
CREATE TABLE cover (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    worker_id {id} NOT NULL,
    by_id {id} NOT NULL,
    first_day {date} NOT NULL,
    last_day {date} NOT NULL,
    set_by {id} NOT NULL,
    set_at {instant} NOT NULL,
    ended {instant}
) {strict};
-- rls: purpose identity care
CREATE INDEX cover_by_service ON cover (service_id, last_day, id);
CREATE INDEX cover_by_coverer ON cover (by_id, last_day, id);
