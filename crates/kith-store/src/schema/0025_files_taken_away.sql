-- Purpose: a file that was attached by mistake can be taken away: that it was here, by whom and why it went, stays.
-- Takes: under a second; three columns that may be empty.

ALTER TABLE attachment ADD COLUMN gone {instant};
ALTER TABLE attachment ADD COLUMN gone_by {id};
ALTER TABLE attachment ADD COLUMN gone_why {text};

-- Its bytes go with it.
-- also-grant: attachment_part delete
