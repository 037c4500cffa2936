-- Purpose: finding people by name, sound and spelling, within the access rules; restricting records to named people.
-- Takes: under a second. People who are there already get their keys from `kith serve` in the background, about a
-- minute for 100,000 of them, and are found as soon as they have them.

-- Under what each person is found: `w` and a word of a name, `s` and how it sounds. Derived from person in the same
-- transaction; earlier names stay.
CREATE TABLE person_key (
    service_id {id} NOT NULL,
    key {text} NOT NULL,
    person_id {id} NOT NULL REFERENCES person (id),
    is_former {bool} NOT NULL,
    PRIMARY KEY (service_id, key, person_id)
) {strict};
-- rls: service
CREATE INDEX person_key_by_person ON person_key (person_id, key, is_former);

-- What somebody searched for, for as long as they may go back to it. Only that account reads it.
CREATE TABLE person_search (
    id {id} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    account_id {id} NOT NULL,
    typed {text} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX person_search_by_account ON person_search (account_id, at);

-- The list of people in a second order: what changed last.
CREATE INDEX caseload_by_since ON caseload (service_id, since, case_id, person_id, worker_id, state, last_contact, sort_name);
CREATE INDEX caseload_by_worker_since ON caseload (service_id, worker_id, since, case_id, person_id, state, last_contact, sort_name);

-- How a record is protected beyond the ordinary rules: at most one row for each person.
CREATE TABLE protection (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL UNIQUE REFERENCES person (id),
    named {json} NOT NULL,
    not_online {bool} NOT NULL,
    reason {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service

-- To whom a restricted record is open; a person without a row here is not restricted. Derived from protection in the
-- same transaction, and asked by every list of people.
CREATE TABLE restricted_to (
    person_id {id} NOT NULL REFERENCES person (id),
    account_id {id} NOT NULL,
    service_id {id} NOT NULL,
    PRIMARY KEY (person_id, account_id)
) {strict};
-- rls: service
