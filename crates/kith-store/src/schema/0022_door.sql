-- Purpose: a service closes its public door for a while, with a sentence for whoever comes to it.
-- Takes: under a second; nothing is converted.

-- Empty while the door is open.
ALTER TABLE service_settings ADD COLUMN door_closed {text};
