-- Purpose: whom a rule turned away is counted in the figures of a month; the link of a receipt may say why a referral was
-- not taken on.
-- Takes: under a second; an index of a small table, and a column without values.

CREATE INDEX turned_away_by_month ON turned_away (service_id, at, id, rule, domain, person_id);

-- The code of a sentence that was chosen for whoever holds the link; never words that somebody typed.
ALTER TABLE referral ADD COLUMN link_reason {text};
