//! Why a referral was not taken on, as the link of a receipt may say it: chosen from these sentences, never typed. Whoever
//! holds the link reads it, so that it tells nothing of anybody's health and names nobody.

use crate::support::contact::coded;

coded!(/** What a link may say. */ LinkReason {
    /** Out of the area. */ Area = "area", "The person lives outside the area that this service works in.";
    /** Another age. */ Age = "age", "The service is for people of another age.";
    /** No practice of this service. */ Practice = "practice", "The service works with the patients of certain practices only.";
    /** Not what it does. */ NotOffered = "not-offered", "What was asked for is not something that this service does.";
    /** Somebody else. */ SomebodyElse = "somebody-else", "Another service or team is better placed to help.";
    /** Not reached. */ NotReached = "not-reached", "The team could not reach anybody with the details it was given.";
    /** Sent before. */ SentBefore = "sent-before", "The same request had been sent already.";
    /** Full. */ Full = "full", "The service cannot take on anybody new at the moment.";
});
