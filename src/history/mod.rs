//! A person's history: what they played, rated, listed and loved, from wherever it was told,
//! kept as one.

pub mod binge;
pub mod ratings;
