//! kith-interop
