//! kith-testkit
