-- Purpose: what a team knows of an entry of the directory, for itself alone.
-- Takes: under a second.

CREATE TABLE team_note (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    community_service_id {id} NOT NULL REFERENCES community_service (id),
    matter {text} NOT NULL,
    words {text} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL,
    gone {instant},
    gone_by {id}
) {strict};
-- rls: service
CREATE INDEX team_note_by_entry ON team_note (service_id, community_service_id, at, id);
