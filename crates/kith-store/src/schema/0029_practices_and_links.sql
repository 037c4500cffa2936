-- Purpose: what a service calls a practice and where it sends it e-mail, kept with the relationship, because a practice
-- may refer to several services of one store and none of them changes what another one wrote; and whether a link was
-- handed over instead of sent.
-- Takes: under a second; three columns that are empty at first, nothing to convert.

-- Without a name the practice is known by its own name and address, as before.
ALTER TABLE service_practice ADD COLUMN name {text};
ALTER TABLE service_practice ADD COLUMN email {text};
-- Empty for every link that left by e-mail, and for those of before.
ALTER TABLE key_link ADD COLUMN by_hand {bool};
