-- Purpose: the report of what was missing: where a district lies, and what is asked for in a case for investment.
-- Takes: a second for each million postcodes.

-- The mean position of a district is read from the index alone.
CREATE INDEX postcode_middle ON postcode (district, latitude, longitude);

-- What is asked for beside the figures of a period, a need and a place (no text where it is every place).
CREATE TABLE investment_ask (
    id {id} NOT NULL PRIMARY KEY,
    version {int} NOT NULL,
    service_id {id} NOT NULL REFERENCES service (id),
    period {text} NOT NULL,
    need {text} NOT NULL,
    place {text} NOT NULL,
    words {text} NOT NULL,
    author_id {id} NOT NULL,
    at {instant} NOT NULL,
    UNIQUE (service_id, period, need, place)
) {strict};
-- rls: service
