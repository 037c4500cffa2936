//! Tables of transitions: the reference page, the offered buttons and the tests all read them.

/// One line of a state machine's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// State before; `None` begins the machine.
    pub from: Option<&'static str>,
    /// What is done, as a stable code.
    pub act: &'static str,
    /// State after.
    pub to: &'static str,
}

/// Whether the table allows an act in a state.
#[must_use]
pub fn allows(table: &[Transition], from: &str, act: &str) -> bool {
    table.iter().any(|line| line.from == Some(from) && line.act == act)
}

/// The acts the table offers in a state, in table order.
#[must_use]
pub fn offered(table: &[Transition], from: &str) -> Vec<&'static str> {
    table.iter().filter(|line| line.from == Some(from)).map(|line| line.act).collect()
}
