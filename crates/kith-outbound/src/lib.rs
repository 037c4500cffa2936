//! kith-outbound
