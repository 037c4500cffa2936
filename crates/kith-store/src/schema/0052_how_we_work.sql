-- Purpose: indexes by which How we work reads months of goals, connections, needs and the history of cases and plans.
-- Takes: some seconds; about a minute for each ten million events.

CREATE INDEX goal_by_month ON goal (service_id, at, id, person_id);
CREATE INDEX connection_by_month ON connection (service_id, made, id, person_id);
CREATE INDEX need_by_month ON need (service_id, at, id);
CREATE INDEX event_of_work ON event (service_id, at, id) WHERE kind IN ('case.ended', 'case.reopened', 'action.agreed', 'action.changed');
