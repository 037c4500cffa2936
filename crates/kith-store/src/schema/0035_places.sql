-- Purpose: postcodes and small areas as published, to say how far away something is and how deprived an area is.
-- Takes: under a second; the rows come with `kith import places`.

-- One row for each postcode, without its space, in capitals.
CREATE TABLE postcode (
    code {text} NOT NULL PRIMARY KEY,
    -- Whole millionths of a degree (WGS 84); nothing where the file has no position.
    latitude {int},
    longitude {int},
    -- The small area it lies in (LSOA), and of which census: 2011 or 2021.
    area {text},
    edition {int},
    -- The local authority district.
    district {text},
    -- The month it was ended, where it was.
    ended {text}
) {strict};
-- rls: open
CREATE INDEX postcode_by_district ON postcode (district, code);

-- One row for each small area of one census.
CREATE TABLE area (
    code {text} NOT NULL,
    edition {int} NOT NULL,
    name {text},
    district {text},
    -- The rank of the Index of Multiple Deprivation, 1 the most deprived, and the tenth it lies in, 1 to 10.
    deprivation_rank {int},
    deprivation_tenth {int},
    PRIMARY KEY (code, edition)
) {strict};
-- rls: open

-- The names of districts, each once, as the last file gave them.
CREATE TABLE district (
    code {text} NOT NULL PRIMARY KEY,
    name {text} NOT NULL
) {strict};
-- rls: open
CREATE INDEX district_by_name ON district (name, code);
