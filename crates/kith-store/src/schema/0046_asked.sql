-- Purpose: what of the record a person agreed may be told to an organisation, with the values of that day; and the
-- connection that an appointment is for, where they go there together.
-- Takes: under a second; two columns without values.

-- Pairs of a part and its value, as the organisation reads them; nothing where none was ticked.
ALTER TABLE connection ADD COLUMN shared {json};
-- Where somebody goes along to a first visit.
ALTER TABLE appointment ADD COLUMN connection_id {id} REFERENCES connection (id);
