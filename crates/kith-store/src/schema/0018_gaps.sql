-- Purpose: what kind of service a gap is in, what stands in the way, the connection it came from, and that it was found after all.
-- Takes: under a second on a store of any size.

ALTER TABLE gap ADD COLUMN kind {text};
ALTER TABLE gap ADD COLUMN structure {text};
ALTER TABLE gap ADD COLUMN connection_id {id} REFERENCES connection (id);
ALTER TABLE gap ADD COLUMN answered {instant};
ALTER TABLE gap ADD COLUMN answered_by {id};
ALTER TABLE gap ADD COLUMN answered_words {text};
