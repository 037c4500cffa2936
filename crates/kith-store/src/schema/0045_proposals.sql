-- Purpose: a correction of a feed's entry says whether its organisation proposed it.
-- Takes: about a second for every million corrections.

-- When the organisation proposed what was taken over; nothing where the team knew better by itself.
ALTER TABLE directory_correction ADD COLUMN proposed {instant};
