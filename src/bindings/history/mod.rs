//! What `playtally/history` is: a person's library behind the border.

mod functions;
mod said;
mod sync;
mod view;

use js_sys::Array;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::{bad_input, to_js};
use super::{encode, moment};
use crate::history::formats::{self, Line};
use crate::history::{Added, Library, Origin, Rules};
use crate::providers::{self, Listing, Reader};
use view::Plays;

/// A [`Library`] with the rules by which its records are one play.
///
/// # Design
/// Its plays are put together when they are asked for and kept until it changes; what is
/// long crosses as typed arrays, the rest as JSON text.
#[wasm_bindgen(js_name = RawHistory)]
#[expect(missing_debug_implementations, reason = "JavaScript never prints it")]
pub struct RawHistory {
    library: Library,
    rules: Rules,
    plays: Option<Plays>,
}

#[wasm_bindgen(js_class = RawHistory)]
impl RawHistory {
    /// The library of a snapshot, or an empty one; rules as JSON.
    ///
    /// # Errors
    /// `bad_input` where the bytes are no snapshot, or the rules not of their form.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Option<Box<[u8]>>, rules: &str) -> Result<Self, JsValue> {
        let rules = read("rules", rules)?;
        let library = match bytes {
            Some(bytes) => Library::restore(&bytes).map_err(|error| to_js(&error))?,
            None => Library::default(),
        };
        Ok(Self { library, rules, plays: None })
    }

    /// All of it as bytes.
    pub fn bytes(&self) -> Box<[u8]> {
        self.library.snapshot().into()
    }

    /// Other rules from now on.
    ///
    /// # Errors
    /// `bad_input` where they are not of their form.
    #[wasm_bindgen(js_name = setRules)]
    pub fn set_rules(&mut self, rules: &str) -> Result<(), JsValue> {
        self.rules = read("rules", rules)?;
        self.plays = None;
        Ok(())
    }

    /// Takes in a service's answer; what came of it, as JSON.
    ///
    /// # Errors
    /// `bad_input` where service, listing or origin are none.
    pub fn read(
        &mut self,
        service: &str,
        listing: &str,
        bytes: &[u8],
        from: Option<String>,
    ) -> Result<String, JsValue> {
        let reader = reader(service)?;
        let listing: Listing = word("listing", listing)?;
        let origin = from.map_or_else(|| Ok(Origin::Service(service.into())), |it| origin(&it))?;
        self.plays = None;
        Ok(encode(&self.library.read_answer(bytes, listing, &origin, reader)))
    }

    /// Takes in a file, unless something has to be asked first; what it tells but its rows, as
    /// JSON, and how many of those were new.
    ///
    /// # Errors
    /// `bad_input` where it is none that is known, or not the format that was expected.
    #[wasm_bindgen(js_name = readFile)]
    pub fn read_file(
        &mut self,
        file: &str,
        bytes: &[u8],
        format: Option<String>,
        options: &str,
    ) -> Result<String, JsValue> {
        let options = read("options", options)?;
        let mut contents = formats::read(file, bytes, format.as_deref(), &options)
            .map_err(|error| to_js(&error))?;
        let (mut rows, mut news) = (0, 0);
        let origin = Origin::Import(contents.format.clone());
        for (listing, row) in contents.rows().filter(|_| contents.asks.is_empty()) {
            rows += 1;
            news += usize::from(self.library.add(&row, listing, &origin) > Added::Known);
        }
        self.plays = None;
        contents.files.iter_mut().for_each(|told| told.exported.clear());
        Ok(format!("{{\"rows\":{rows},\"news\":{news},\"contents\":{}}}", encode(&contents)))
    }

    /// Takes in rows, a JSON list; how many said something new.
    ///
    /// # Errors
    /// `bad_input` where they are not of their form.
    pub fn add(&mut self, rows: &str, from: &str) -> Result<usize, JsValue> {
        let (rows, origin): (Vec<Line>, Origin) = (read("rows", rows)?, origin(from)?);
        self.plays = None;
        let added = |line: &Line| self.library.add(&line.row, line.listing, &origin);
        Ok(rows.iter().map(added).filter(|added| *added > Added::Known).count())
    }

    /// Drops all that an origin told; how much that was.
    ///
    /// # Errors
    /// `bad_input` where it is none.
    pub fn forget(&mut self, from: &str) -> Result<usize, JsValue> {
        self.plays = None;
        Ok(self.library.forget(&origin(from)?))
    }

    /// Takes in all of another history.
    ///
    /// # Errors
    /// `bad_input` where there is no room for it.
    pub fn merge(&mut self, other: &Self) -> Result<(), JsValue> {
        self.plays = None;
        self.library.merge(&other.library).map_err(|full| bad_input("history", &full))
    }

    /// The places of the plays that only this one has, and of those that only the other has.
    ///
    /// # Errors
    /// `bad_input` where they are too large to be laid together.
    pub fn diff(&mut self, other: &mut Self) -> Result<Array, JsValue> {
        let shared = self.library.shared(&other.library, &self.rules);
        let shared = shared.map_err(|full| bad_input("history", &full))?;
        let here = self.plays().alone(&shared.here);
        Ok(Array::of2(&here, &other.plays().alone(&shared.there)))
    }
}

impl RawHistory {
    /// The plays as they are now.
    fn plays(&mut self) -> &mut Plays {
        let Self { library, rules, plays } = self;
        plays.get_or_insert_with(|| Plays::of(library, rules))
    }
}

/// A value as serde knows it.
fn read<T: DeserializeOwned>(what: &str, json: &str) -> Result<T, JsValue> {
    serde_json::from_str(json).map_err(|problem| bad_input(what, &problem))
}

/// A word of a list of words.
fn word<T: DeserializeOwned>(what: &str, word: &str) -> Result<T, JsValue> {
    read(what, &encode(word))
}

fn origin(text: &str) -> Result<Origin, JsValue> {
    Origin::parse(text)
        .ok_or_else(|| bad_input("origin", &"it is `player`, `import:FORMAT` or `service:NAME`"))
}

fn reader(service: &str) -> Result<&'static dyn Reader, JsValue> {
    let found = providers::reader(service);
    found.ok_or_else(|| bad_input("service", &"there is none of this name"))
}
