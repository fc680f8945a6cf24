//! The keys under which plays and saved places are kept.
