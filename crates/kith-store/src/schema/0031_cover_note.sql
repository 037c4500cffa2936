-- Purpose: whoever covers for a colleague finds a note of what to know first.
-- Takes: under a second; nothing is converted.

-- Empty where nothing was written.
ALTER TABLE cover ADD COLUMN note {text};
