//! Ordered maps and sets from what an iterator gives.
//!
//! # Design
//! `collect` sorts it first, by code that is compiled anew for each type: five kilobytes of
//! wasm at a time. One insert after the other takes code that is there anyway.

/// For every iterator.
pub trait Gather: Iterator + Sized {
    /// All of it, in the order of the keys; of two with one key the last.
    fn gather<C: Default + Extend<Self::Item>>(self) -> C {
        let mut all = C::default();
        all.extend(self);
        all
    }
}

impl<I: Iterator> Gather for I {}
