//! A library as bytes, and back.

use super::description::Description;
use super::items::{Item, Items};
use super::library::{Library, Standing};
use super::marks::{Mark, Marks, Set};
use super::origin::{Origin, OriginId};
use super::packed::{Reader, Writer};
use super::plays::{Raw, Record, pack, unpack};
use super::tombstones::Tombstones;
use crate::error::{Error, ErrorKind};
use crate::media::{Rating, WorkKind};
use crate::providers::Status;
use crate::time::{Span, Timestamp};

/// What a library begins with; its last byte is the version.
const MARK: &[u8] = b"playtally library\x01";

const KINDS: [WorkKind; 6] = [
    WorkKind::Movie,
    WorkKind::Show,
    WorkKind::Season,
    WorkKind::Episode,
    WorkKind::Track,
    WorkKind::Book,
];

const STATUSES: [Status; 6] = [
    Status::Planned,
    Status::Current,
    Status::Paused,
    Status::Dropped,
    Status::Completed,
    Status::Repeating,
];

impl Library {
    /// All of it as bytes: the same library in the same order gives the same.
    pub fn snapshot(&self) -> Vec<u8> {
        let mut to = Writer(MARK.to_vec());
        to.number(self.texts.len() as u64);
        self.texts.iter().for_each(|text| to.text(text));
        to.number(self.origins.len() as u64);
        self.origins.iter().for_each(|origin| to.text(&origin.to_string()));
        write_items(&mut to, &self.items);
        to.number(self.plays.len() as u64);
        (0..self.plays.len()).for_each(|at| write_play(&mut to, self.plays.raw(at)));
        write_marks(&mut to, &self.ratings, |to, it| to.number(it.hundred().into()));
        for list in [&self.watchlist, &self.collection, &self.loved] {
            write_marks(&mut to, list, |_, ()| {});
        }
        write_marks(&mut to, &self.standings, write_standing);
        write_marks(&mut to, &self.reviews, |to, row| to.number(row.into()));
        write_tombstones(&mut to, &self.tombstones);
        to.0
    }

    /// The library of a snapshot.
    ///
    /// # Errors
    /// `bad_input` where the bytes are no snapshot, or one of another version.
    pub fn restore(bytes: &[u8]) -> Result<Self, Error> {
        let body = bytes.strip_prefix(MARK);
        body.and_then(|body| read(&mut Reader(body))).ok_or_else(|| {
            Error::new(ErrorKind::BadInput, "This is no library, or one of another version.")
        })
    }
}

fn read(from: &mut Reader<'_>) -> Option<Library> {
    let mut it = Library::default();
    for row in 0..from.count(1)? {
        (it.texts.intern(from.text()?)? as usize == row).then_some(())?;
    }
    for row in 0..from.count(1)? {
        let origin = it.origin(&Origin::parse(from.text()?)?)?;
        (usize::from(origin.0) == row).then_some(())?;
    }
    for row in 0..from.count(6)? {
        (read_item(from, &mut it.items)?.0 as usize == row).then_some(())?;
    }
    let mut last = None;
    for _ in 0..from.count(2)? {
        let (a, b) = (Item(from.small()?), Item(from.small()?));
        let in_order = a < b && last < Some((a, b));
        (in_order && it.items.equate(a, b)).then_some(())?;
        last = Some((a, b));
    }
    let (items, origins, texts) = (it.items.len(), it.origins.len(), it.texts.len());
    let known = |item: u32, origin: u16| (item as usize) < items && usize::from(origin) < origins;
    for _ in 0..from.count(6)? {
        let raw = read_play(from)?;
        let named = match Record(raw.record).either() {
            Some(Err(row)) => (row as usize) < texts,
            Some(Ok(_)) => true,
            None => raw.record == 0,
        };
        let sound = named && raw.is_sound() && known(raw.item, raw.origin);
        (sound && it.plays.add_raw(raw).1).then_some(())?;
    }
    let rating = |from: &mut Reader<'_>| Rating::of_hundred(from.number()?);
    read_marks(from, &mut it.ratings, known, rating)?;
    for list in [&mut it.watchlist, &mut it.collection, &mut it.loved] {
        read_marks(from, list, known, |_| Some(()))?;
    }
    read_marks(from, &mut it.standings, known, read_standing)?;
    let text = |from: &mut Reader<'_>| from.small().filter(|row: &u32| (*row as usize) < texts);
    read_marks(from, &mut it.reviews, known, text)?;
    read_tombstones(from, &mut it.tombstones, items)?;
    from.0.is_empty().then_some(it)
}

fn write_items(to: &mut Writer, items: &Items) {
    to.number(items.len() as u64);
    for item in items.iter() {
        let kind = items.kind(item);
        let kind = KINDS.iter().position(|other| Some(*other) == kind);
        let (_, season, number, bytes) = items.content(item);
        to.number(kind.unwrap_or(0) as u64);
        to.number(items.show(item).map_or(0, |show| u64::from(show.0) + 1));
        to.number(season.into());
        to.number(number.into());
        to.number(items.length(item).map_or(0, |length| length.millis() as u64));
        to.bytes(bytes);
    }
    to.number(items.equated().count() as u64);
    for (a, b) in items.equated() {
        to.number(a.0.into());
        to.number(b.0.into());
    }
}

/// Takes an item in as if it were described anew; `None` where nobody would describe it so.
fn read_item(from: &mut Reader<'_>, items: &mut Items) -> Option<Item> {
    let kind = *KINDS.get(usize::from(from.byte()?))?;
    let show = from.number()?.checked_sub(1).map(u32::try_from).transpose().ok()?.map(Item);
    let place = (from.small()?, from.small()?);
    let length = from.small::<u32>()?;
    let bytes = from.bytes()?;
    let work = items.described(kind, show, place, bytes)?;
    let it = Description::of(&work);
    let same = it.bytes == bytes && (it.season, it.number) == place;
    let has_show = matches!(kind, WorkKind::Season | WorkKind::Episode);
    (same && has_show == show.is_some()).then_some(())?;
    let item = items.intern(&work)?;
    items.learn_length(item, Span::from_millis(length.into()));
    let told = items.length(item).map_or(0, |told| told.millis());
    (told == i64::from(length)).then_some(item)
}

fn write_play(to: &mut Writer, raw: Raw) {
    to.number(raw.item.into());
    to.signed(raw.at);
    to.number(raw.record);
    to.number(raw.origin.into());
    to.number(raw.flags.into());
    to.number(raw.shown.into());
}

fn read_play(from: &mut Reader<'_>) -> Option<Raw> {
    Some(Raw {
        item: from.small()?,
        at: from.signed()?,
        record: from.number()?,
        origin: from.small()?,
        flags: from.small()?,
        shown: from.small()?,
    })
}

fn write_marks<V: Copy>(to: &mut Writer, marks: &Marks<V>, value: impl Fn(&mut Writer, V)) {
    to.number(marks.len() as u64);
    for mark in marks.iter() {
        to.number(mark.item.0.into());
        to.number(mark.origin.0.into());
        to.maybe(mark.at, |to, at| to.signed(at.millis()));
        value(to, mark.value);
    }
}

fn read_marks<V: Copy>(
    from: &mut Reader<'_>,
    marks: &mut Marks<V>,
    known: impl Fn(u32, u16) -> bool,
    value: impl Fn(&mut Reader<'_>) -> Option<V>,
) -> Option<()> {
    for _ in 0..from.count(3)? {
        let (item, origin) = (from.small()?, from.small()?);
        let at = from.maybe(Reader::signed)?.map(Timestamp::from_millis);
        let value = value(from)?;
        let mark = Mark { item: Item(item), origin: OriginId(origin), at, value };
        let new = known(item, origin) && marks.set(mark, |_, _| false) == Set::New;
        new.then_some(())?;
    }
    Some(())
}

fn write_tombstones(to: &mut Writer, tombstones: &Tombstones) {
    to.number(tombstones.len() as u64);
    for (item, second, at) in tombstones.iter() {
        to.number(item.0.into());
        to.signed(second);
        to.signed(at.millis());
    }
}

/// In their order, each once.
fn read_tombstones(from: &mut Reader<'_>, tombstones: &mut Tombstones, items: usize) -> Option<()> {
    let mut last = None;
    for _ in 0..from.count(3)? {
        let (item, second) = (Item(from.small()?), from.signed()?);
        let sound = (item.0 as usize) < items && last < Some((item, second));
        let at = Timestamp::from_millis(from.signed()?);
        (sound && tombstones.set(item, second, at)).then_some(())?;
        last = Some((item, second));
    }
    Some(())
}

fn write_standing(to: &mut Writer, it: Standing) {
    let status = it.status.and_then(|it| STATUSES.iter().position(|other| *other == it));
    to.maybe(status, |to, status| to.number(status as u64));
    for number in [it.progress, it.repeats, it.episodes] {
        to.maybe(number, |to, number| to.number(number.into()));
    }
    for day in [it.started_on, it.finished_on] {
        to.number(day.map_or(0, pack).into());
    }
}

fn read_standing(from: &mut Reader<'_>) -> Option<Standing> {
    let status = |from: &mut Reader<'_>| STATUSES.get(usize::from(from.byte()?)).copied();
    let day = |from: &mut Reader<'_>| match from.small()? {
        0 => Some(None),
        packed => unpack(packed).map(Some),
    };
    Some(Standing {
        status: from.maybe(status)?,
        progress: from.maybe(Reader::small)?,
        repeats: from.maybe(Reader::small)?,
        episodes: from.maybe(Reader::small)?,
        started_on: day(from)?,
        finished_on: day(from)?,
    })
}
