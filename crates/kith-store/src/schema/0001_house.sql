-- Purpose: the house: services, accounts, people, referrals, cases, support, directory, messages, and the audit trail.
-- Takes: under a second on an empty store; there is nothing to convert.

-- Settings of the store itself: whether it is a demo, the version of the directory, the set-up link's digest.
CREATE TABLE meta (
    name {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
) {strict};
-- rls: open

-- The tenant. service_id repeats id, so that every table is fenced by the same column.
CREATE TABLE service (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    slug {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    phone {text}
) {strict};
-- rls: open

CREATE TABLE practice (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    ods_code {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    email {text}
) {strict};
-- rls: open

-- A practice reaches a service, and a service a practice, only through this relationship.
CREATE TABLE service_practice (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    practice_id {id} NOT NULL REFERENCES practice (id),
    ended {instant},
    UNIQUE (service_id, practice_id)
) {strict};
-- rls: open
CREATE INDEX service_practice_by_practice ON service_practice (practice_id, service_id);

CREATE TABLE account (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    email {text} NOT NULL,
    email_folded {text} NOT NULL UNIQUE,
    name {text} NOT NULL,
    password {text},
    disabled {instant}
) {strict};
-- rls: purpose identity

CREATE TABLE standing (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    account_id {id} NOT NULL REFERENCES account (id),
    role {text} NOT NULL,
    practice_id {id} REFERENCES practice (id),
    organisation_id {id},
    name {text} NOT NULL,
    ended {instant}
) {strict};
-- rls: purpose identity care system
CREATE INDEX standing_by_account ON standing (account_id);
CREATE INDEX standing_by_role ON standing (service_id, role, name, id);

-- A session is known by the digest of its token; the token itself is nowhere.
CREATE TABLE session (
    digest {text} NOT NULL PRIMARY KEY,
    account_id {id} NOT NULL REFERENCES account (id),
    standing_id {id} NOT NULL REFERENCES standing (id),
    began {instant} NOT NULL,
    seen {instant} NOT NULL,
    ended {instant}
) {strict};
-- rls: purpose identity
CREATE INDEX session_by_account ON session (account_id, began);

-- Failures counted against guessing. A bucket is an account's or an address's digest.
CREATE TABLE throttle (
    id {id} NOT NULL PRIMARY KEY,
    bucket {text} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: purpose identity
CREATE INDEX throttle_by_bucket ON throttle (bucket, at);

CREATE TABLE person (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    nhs_number {text},
    number_missing {text},
    family_name {text} NOT NULL,
    given_names {text},
    preferred_name {text},
    born {date} NOT NULL,
    phone {text},
    safe_contact {text},
    communication {text},
    family_folded {text} NOT NULL,
    given_folded {text} NOT NULL
) {strict};
-- rls: service
-- Not unique: a practice may be wrong about a number, and must not learn from a refusal that it is known.
CREATE INDEX person_by_number ON person (service_id, nhs_number, id);
CREATE INDEX person_by_born ON person (service_id, born, family_folded, id);
CREATE INDEX person_by_name ON person (service_id, family_folded, given_folded, id);

CREATE TABLE referral (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    practice_id {id} NOT NULL REFERENCES practice (id),
    referrer_id {id} NOT NULL REFERENCES account (id),
    reason {text} NOT NULL,
    told {text} NOT NULL,
    told_words {text},
    received {instant} NOT NULL,
    state {text} NOT NULL,
    accepted {instant},
    decided {instant},
    decided_by {id},
    worker_id {id},
    return_reason {text},
    in_queue {bool} NOT NULL
) {strict};
-- rls: service
CREATE INDEX referral_queue ON referral (service_id, in_queue, received, id);
CREATE INDEX referral_by_practice ON referral (practice_id, received, id);
CREATE INDEX referral_by_person ON referral (person_id, received, id);

CREATE TABLE support_case (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    referral_id {id} NOT NULL UNIQUE REFERENCES referral (id),
    opened {instant} NOT NULL,
    state {text} NOT NULL,
    worker_id {id},
    since {instant},
    first_contact {instant},
    ended {instant},
    end_reason {text},
    end_words {text}
) {strict};
-- rls: service
CREATE INDEX support_case_by_person ON support_case (person_id, opened, id);

-- Who has whom, in the order in which lists show it. Derived from support_case and person in the
-- same transaction as they change; holds nothing that they do not.
CREATE TABLE caseload (
    case_id {id} NOT NULL PRIMARY KEY REFERENCES support_case (id),
    service_id {id} NOT NULL,
    person_id {id} NOT NULL,
    worker_id {id},
    state {text} NOT NULL,
    is_open {bool} NOT NULL,
    sort_name {text} NOT NULL,
    since {instant} NOT NULL,
    last_contact {instant}
) {strict};
-- rls: service
CREATE INDEX caseload_by_name ON caseload (service_id, sort_name, case_id, person_id, worker_id, state, since, last_contact);
CREATE INDEX caseload_by_worker ON caseload (service_id, worker_id, sort_name, case_id, person_id, state, since, last_contact);
CREATE INDEX caseload_by_state ON caseload (service_id, worker_id, state, since, case_id, person_id);
CREATE INDEX caseload_by_last ON caseload (service_id, worker_id, is_open, last_contact, case_id, person_id, state);
CREATE INDEX caseload_by_person ON caseload (person_id, worker_id);

CREATE TABLE way_of_working (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    code {text} NOT NULL,
    label {text} NOT NULL,
    heading {text} NOT NULL,
    position {int} NOT NULL,
    UNIQUE (service_id, code)
) {strict};
-- rls: service
CREATE INDEX way_of_working_in_order ON way_of_working (service_id, position, id);

CREATE TABLE contact (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    case_id {id} NOT NULL REFERENCES support_case (id),
    author_id {id} NOT NULL,
    at {instant} NOT NULL,
    mode {text} NOT NULL,
    place {text},
    reached {text} NOT NULL,
    others {text},
    minutes {int},
    note {text},
    accompanied_id {id},
    next {text},
    ways {json} NOT NULL,
    logged {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX contact_by_person ON contact (person_id, at, id);

CREATE TABLE what_matters (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    words {text} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX what_matters_by_person ON what_matters (person_id, at, id);

CREATE TABLE need (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    stated {text} NOT NULL,
    domain {text},
    known {text} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX need_by_person ON need (person_id, at, id);

CREATE TABLE gap (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    need_id {id} NOT NULL REFERENCES need (id),
    sought {text} NOT NULL,
    reason {text} NOT NULL,
    weeks {int},
    instead {text},
    words {text},
    author_id {id} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX gap_by_person ON gap (person_id, at, id);

-- The public directory belongs to no service.
CREATE TABLE organisation (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    source {id} UNIQUE,
    name {text} NOT NULL,
    description {text},
    email {text},
    url {text}
) {strict};
-- rls: open

CREATE TABLE community_service (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    organisation_id {id} NOT NULL REFERENCES organisation (id),
    source {id} UNIQUE,
    name {text} NOT NULL,
    description {text},
    status {text} NOT NULL,
    audience {text},
    times {text},
    place {text},
    cost {text},
    access {text},
    languages {text},
    phone {text},
    email {text},
    url {text},
    capacity {text} NOT NULL,
    capacity_weeks {int},
    checked {date},
    vanished {instant},
    sort_name {text} NOT NULL
) {strict};
-- rls: open
CREATE INDEX community_service_by_name ON community_service (sort_name, id);

-- The folded words of every entry, derived in the same transaction; searched by prefix. The weight
-- stands in the key so that a search reads nothing but its index.
CREATE TABLE directory_word (
    word {text} NOT NULL,
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    weight {int} NOT NULL,
    PRIMARY KEY (word, community_service_id, weight)
) {strict};
-- rls: open
CREATE INDEX directory_word_by_service ON directory_word (community_service_id);

CREATE TABLE connection (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    need_id {id} REFERENCES need (id),
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    organisation_id {id} NOT NULL REFERENCES organisation (id),
    agreed {text},
    author_id {id} NOT NULL,
    made {instant} NOT NULL,
    state {text} NOT NULL,
    weeks {int},
    reason {text},
    words {text},
    since {instant} NOT NULL
) {strict};
-- rls: service
CREATE INDEX connection_by_person ON connection (person_id, since, id);

CREATE TABLE message_back (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    person_id {id} NOT NULL REFERENCES person (id),
    referral_id {id} NOT NULL REFERENCES referral (id),
    practice_id {id} NOT NULL REFERENCES practice (id),
    author_id {id} NOT NULL,
    mattered {text},
    happened {text},
    missing {text},
    sent {instant} NOT NULL,
    state {text} NOT NULL,
    read_at {instant},
    read_by {id}
) {strict};
-- rls: service
CREATE INDEX message_back_by_person ON message_back (person_id, sent, id);
CREATE INDEX message_back_by_practice ON message_back (practice_id, state, sent, id);
CREATE INDEX message_back_by_referral ON message_back (referral_id, sent, id);

-- What happened. Never changed; erasing a person's text erases facts and salt, and the chain stays whole.
CREATE TABLE event (
    id {id} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    person_id {id},
    subject_kind {text} NOT NULL,
    subject_id {id} NOT NULL,
    kind {text} NOT NULL,
    kind_version {int} NOT NULL,
    at {instant} NOT NULL,
    account_id {id},
    facts {json} NOT NULL,
    salt {bytes} NOT NULL
) {strict};
-- rls: service
-- grant: select insert
CREATE INDEX event_by_person ON event (person_id, at, id);
CREATE INDEX event_by_subject ON event (subject_id, at, id);

-- The audit trail: identifiers and digests, never text.
CREATE TABLE audit (
    id {id} NOT NULL PRIMARY KEY,
    position {int} UNIQUE,
    service_id {id} NOT NULL,
    at {instant} NOT NULL,
    actor {text} NOT NULL,
    account_id {id},
    action {text} NOT NULL,
    request_id {id} NOT NULL,
    subject_kind {text} NOT NULL,
    subject_id {id} NOT NULL,
    subject_version {int} NOT NULL,
    event_id {id} NOT NULL,
    event_digest {bytes} NOT NULL,
    row_digest {bytes} NOT NULL,
    previous {bytes},
    digest {bytes}
) {strict};
-- rls: open
-- grant: select insert
CREATE INDEX audit_by_subject ON audit (subject_id, subject_version);

-- Who looked at what: one row for each request that showed people, expanded per person by a job.
CREATE TABLE access (
    id {id} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    at {instant} NOT NULL,
    account_id {id} NOT NULL,
    action {text} NOT NULL,
    request_id {id} NOT NULL,
    outcome {text} NOT NULL,
    people {json} NOT NULL,
    expanded {bool} NOT NULL
) {strict};
-- rls: service
CREATE INDEX access_unexpanded ON access (expanded, at, id);

CREATE TABLE access_person (
    person_id {id} NOT NULL,
    access_id {id} NOT NULL REFERENCES access (id),
    service_id {id} NOT NULL,
    at {instant} NOT NULL,
    account_id {id} NOT NULL,
    action {text} NOT NULL,
    PRIMARY KEY (person_id, access_id)
) {strict};
-- rls: service
CREATE INDEX access_person_by_time ON access_person (person_id, at, access_id);

-- A form used once has one effect: where its first use led is kept.
CREATE TABLE form_nonce (
    nonce {text} NOT NULL PRIMARY KEY,
    account_id {id},
    action {text} NOT NULL,
    -- SHA-256 of its address and of everything it sent, as hexadecimal.
    content {text} NOT NULL,
    led_to {text} NOT NULL,
    at {instant} NOT NULL
) {strict};
-- rls: purpose care identity public

-- Everything that leaves Kith waits here until it has left.
CREATE TABLE outbox (
    id {id} NOT NULL PRIMARY KEY,
    service_id {id} NOT NULL,
    kind {text} NOT NULL,
    recipient {text} NOT NULL,
    subject {text} NOT NULL,
    body {text} NOT NULL,
    made {instant} NOT NULL,
    state {text} NOT NULL,
    attempts {int} NOT NULL,
    due {instant} NOT NULL,
    left_at {instant},
    trouble {text}
) {strict};
-- rls: service
CREATE INDEX outbox_due ON outbox (state, due, id);
CREATE INDEX outbox_stuck ON outbox (service_id, state, due, id);
CREATE INDEX outbox_by_time ON outbox (made, id);
