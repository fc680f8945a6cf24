//! Files people bring: taken in piece by piece, looked at, and made part of the library.
//!
//! # Design
//! The core's machine decides, this folder acts for it: keeps the file's pieces, the machine's
//! snapshot and the job as rows, and carries out what it asks for, a few slices at a time. What
//! a slice brings to the library and how far the machine is then are one transaction.

mod account;
mod aired;
mod answers;
mod job;
mod open;
mod turn;
mod upload;

pub(crate) use open::Imports;
