-- Purpose: the language that somebody speaks best and whether an interpreter is needed, as said when they came, so that they
-- are counted and ranked by before a link worker has written down how to reach them.
-- Takes: under a second; two columns without values.

ALTER TABLE person ADD COLUMN language {text};
ALTER TABLE person ADD COLUMN interpreter {bool};
