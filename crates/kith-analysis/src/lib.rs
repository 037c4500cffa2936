//! kith-analysis
