-- Purpose: letters with a stroke or a hook (ø, ł, đ, ß) are now found without it: the keys of names are made anew.
-- Takes: about a second for each 100,000 people; the keys themselves are made when the service starts.

DELETE FROM person_key;
