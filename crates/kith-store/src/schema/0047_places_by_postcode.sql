-- Purpose: which published places lie where their postcode lies, so that they move when a newer file of postcodes moves it;
-- a place with a position of its own stays. The job that lays out entries anew fills it for those saved before.
-- Takes: under a second; one column without values.

ALTER TABLE directory_place ADD COLUMN is_by_postcode {bool};
