-- Purpose: a restricted record is found by whoever is named on it.
-- Takes: under a second; an index of a small table.

-- For the lists of somebody who is named and does not have the case.
CREATE INDEX restricted_to_by_account ON restricted_to (account_id, person_id);
