//! Text to ids: what a person or a page gives, read by small hand-written scanners.
