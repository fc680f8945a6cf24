//! Lays functions that are alike side by side in a wasm: what compresses it finds again only
//! what stands near.
//!
//! # Design
//! One after the other, always the one that has most in common with those just before it. The
//! work is the same for each build, so the bytes are too.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// How far back gzip looks.
const WINDOW: usize = 32 * 1024;
/// Bytes in a row that two functions may have in common: some two instructions.
const PIECE: usize = 6;
/// What more functions have than this tells none from the others.
const COMMON: usize = 60;
/// A function has its head besides, however short it is.
const HEAD: usize = 200;

/// The same wasm with its functions in another order.
pub(crate) fn side_by_side(wasm: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&wasm[body.range()]),
            _ => {}
        }
    }
    let order = order(&bodies);
    let mut places = vec![0; order.len()];
    for (&function, place) in order.iter().zip(imported..) {
        places[function] = place;
    }
    let mut module = Module::new();
    Moved { imported, order, places }
        .parse_core_module(&mut module, Parser::new(0), wasm)
        .map_err(|error| anyhow!("putting functions in order: {error}"))?;
    Ok(module.finish())
}

/// Each function's new place, and the order that comes of it.
struct Moved {
    imported: u32,
    order: Vec<usize>,
    places: Vec<u32>,
}

impl Reencode for Moved {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.places[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for &function in &self.order {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}

fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let mut near = Near::none(Shared::of(bodies));
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(left.len());
    let mut window = VecDeque::new();
    let mut bytes = 0;
    let likeness = |score: usize, body: &[u8]| (score << 20) / (body.len() + HEAD);
    while let Some((at, _)) = left
        .iter()
        .enumerate()
        .max_by_key(|(_, next)| (likeness(near.scores[**next], bodies[**next]), Reverse(**next)))
    {
        let next = left.remove(at);
        order.push(next);
        near.enters(next);
        window.push_back(next);
        bytes += bodies[next].len();
        while bytes > WINDOW && window.len() > 1 {
            let Some(first) = window.pop_front() else { break };
            near.leaves(first);
            bytes -= bodies[first].len();
        }
    }
    order
}

/// Pieces that a few functions have in common.
struct Shared {
    /// Of each function.
    pieces: Vec<Vec<usize>>,
    /// Of each piece.
    owners: Vec<Vec<usize>>,
}

impl Shared {
    fn of(bodies: &[&[u8]]) -> Self {
        let mut all: Vec<(&[u8], usize)> = Vec::new();
        for (function, body) in bodies.iter().enumerate() {
            all.extend(body.windows(PIECE).map(|piece| (piece, function)));
        }
        all.sort_unstable();
        all.dedup();
        let (mut pieces, mut owners) = (vec![Vec::new(); bodies.len()], Vec::new());
        for same in all.chunk_by(|one, other| one.0 == other.0) {
            if (2..=COMMON).contains(&same.len()) {
                same.iter().for_each(|(_, function)| pieces[*function].push(owners.len()));
                owners.push(same.iter().map(|(_, function)| *function).collect());
            }
        }
        Self { pieces, owners }
    }
}

/// What stands near the place that is to be filled.
struct Near {
    shared: Shared,
    /// How often each piece does.
    counts: Vec<usize>,
    /// How many of its pieces do, for each function.
    scores: Vec<usize>,
}

impl Near {
    fn none(shared: Shared) -> Self {
        let (counts, scores) = (vec![0; shared.owners.len()], vec![0; shared.pieces.len()]);
        Self { shared, counts, scores }
    }

    fn enters(&mut self, function: usize) {
        for &piece in &self.shared.pieces[function] {
            self.counts[piece] += 1;
            if self.counts[piece] == 1 {
                self.shared.owners[piece].iter().for_each(|owner| self.scores[*owner] += 1);
            }
        }
    }

    fn leaves(&mut self, function: usize) {
        for &piece in &self.shared.pieces[function] {
            self.counts[piece] -= 1;
            if self.counts[piece] == 0 {
                self.shared.owners[piece].iter().for_each(|owner| self.scores[*owner] -= 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, ElementSection, Elements, ExportKind, ExportSection, Function, RefType,
        TableSection, TableType, TypeSection,
    };

    use super::*;

    #[test]
    fn what_is_alike_stands_together_and_everybody_once() {
        let bodies: [&[u8]; 5] = [b"one thing", b"another", b"one things", b"", b"another one"];
        assert_eq!(order(&bodies), [0, 2, 1, 4, 3]);
    }

    /// Functions that call each other, one of them exported and one in a table.
    fn example() -> Vec<u8> {
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        types.ty().function([], []);
        let mut code = CodeSection::new();
        for (callee, drops) in [(3, 9), (2, 1), (1, 9), (0, 1)] {
            functions.function(0);
            let mut body = Function::new([]);
            body.instructions().call(callee);
            (0..drops).for_each(|number| {
                body.instructions().i32_const(number + drops).drop();
            });
            body.instructions().end();
            code.function(&body);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 1,
            maximum: None,
            shared: false,
        });
        let mut exports = ExportSection::new();
        exports.export("second", ExportKind::Func, 1);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(0), Elements::Functions([2][..].into()));
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&tables).section(&exports);
        module.section(&elements).section(&code);
        module.finish()
    }

    /// The call in each function, the exported one, the one in the table.
    fn names(wasm: &[u8]) -> (Vec<u32>, u32, u32) {
        let (mut calls, mut exported, mut held) = (Vec::new(), 0, 0);
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::CodeSectionEntry(body) => {
                    let first = body.get_operators_reader().unwrap().read().unwrap();
                    if let wasmparser::Operator::Call { function_index } = first {
                        calls.push(function_index);
                    }
                }
                Payload::ExportSection(exports) => {
                    exported = exports.into_iter().next().unwrap().unwrap().index;
                }
                Payload::ElementSection(elements) => {
                    let items = elements.into_iter().next().unwrap().unwrap().items;
                    if let wasmparser::ElementItems::Functions(items) = items {
                        held = items.into_iter().next().unwrap().unwrap();
                    }
                }
                _ => {}
            }
        }
        (calls, exported, held)
    }

    #[test]
    fn who_is_called_is_called_in_the_new_place() {
        let wasm = example();
        assert_eq!(names(&wasm), (vec![3, 2, 1, 0], 1, 2));
        // The long ones go together: 0, 2, 1, 3.
        assert_eq!(names(&side_by_side(&wasm).unwrap()), (vec![3, 2, 1, 0], 2, 1));
    }
}
