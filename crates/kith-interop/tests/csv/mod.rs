//! Tables of people as services keep them.

mod hostile;
mod rows;
