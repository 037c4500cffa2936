-- Purpose: what a service says of itself: opening days, bank holidays, numbers for a risk, the words of its lists.
-- Takes: under a second; a new table, and nothing to convert.

-- One row for each service that has changed anything; its identifier is the service's own. Until then what is
-- shipped holds. Lists are kept whole, so that one version guards them and one event says before and after.
CREATE TABLE service_settings (
    id {id} NOT NULL PRIMARY KEY REFERENCES service (id),
    version {int} NOT NULL,
    service_id {id} NOT NULL,
    opening {json} NOT NULL,
    nation {text} NOT NULL,
    days {json} NOT NULL,
    urgent_words {text},
    crisis {text},
    safeguarding_adults {text},
    safeguarding_children {text},
    same_day {json} NOT NULL,
    closing {json} NOT NULL,
    needs {json} NOT NULL,
    retired_ways {json} NOT NULL
) {strict};
-- rls: service
