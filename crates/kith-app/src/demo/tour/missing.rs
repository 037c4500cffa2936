//! What was missing, and the waits: a gap out of a wait that a connection answered, one out of a decline, and a wait of
//! which somebody asked again. Each belongs to a story that stands in full elsewhere.

use super::super::agenda::Agenda;
use super::super::script::Story;
use crate::connecting::StepInput;
use crate::gap_answer::CameInput;
use crate::gaps::GapInput;
use crate::waits::WaitInput;

pub(super) fn plan(agenda: &mut Agenda) {
    Story::of(agenda, "keeley", "amina")
        .gap(
            49,
            "keeley-money",
            GapInput {
                from: "keeley-debt".to_owned(),
                sought: "Somebody to go through the debts with her this month".to_owned(),
                kind: "community".to_owned(),
                reason: "wait".to_owned(),
                weeks: "5".to_owned(),
                instead: "held".to_owned(),
                ..GapInput::default()
            },
        )
        .found(
            14,
            "keeley-money",
            CameInput {
                connection: "keeley-debt".to_owned(),
                words: "A place came after five weeks.".to_owned(),
                ..CameInput::default()
            },
        );
    Story::of(agenda, "patience", "amina")
        .waits(
            70,
            "patience-counselling",
            WaitInput { act: "still".to_owned(), weeks: "8".to_owned(), ..WaitInput::default() },
        )
        .waits(
            69,
            "patience-counselling",
            WaitInput { act: "meanwhile".to_owned(), meanwhile: "held".to_owned(), ..WaitInput::default() },
        );
    Story::of(agenda, "yusra", "ruth")
        .connect(117, "yusra-online", "online", "yusra-english", "first-name | That she has a toddler.")
        .step(117, "yusra-online", "ask")
        .step_with(
            112,
            "yusra-online",
            StepInput {
                step: "decline".to_owned(),
                reason: "full".to_owned(),
                words: "No tablets left to lend before the spring.".to_owned(),
                ..StepInput::default()
            },
        )
        .gap(
            112,
            "yusra-english",
            GapInput {
                from: "yusra-online".to_owned(),
                sought: "A class that she can join from home".to_owned(),
                kind: "community".to_owned(),
                reason: "full".to_owned(),
                instead: "substitute".to_owned(),
                ..GapInput::default()
            },
        );
}
