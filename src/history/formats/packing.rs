//! Files put into one archive, as they are: a ZIP that every system opens.
//!
//! <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>

use crate::providers::File;

/// Of the year 1980, before which a ZIP knows no time: the files have none.
const NO_TIME: [u8; 4] = [0, 0, 0x21, 0];

/// The files in one; `None` where they are larger than a plain ZIP can be (4 GiB).
pub fn zip(files: &[File]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let at = u32::try_from(out.len()).ok()?;
        let entry = entry(file)?;
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&entry);
        out.extend_from_slice(file.name.as_bytes());
        out.extend_from_slice(file.text.as_bytes());
        // Made by nobody in particular, and then the same once more.
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&entry);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(file.name.as_bytes());
    }
    let count = u16::try_from(files.len()).ok()?.to_le_bytes();
    let (size, at) = (u32::try_from(directory.len()).ok()?, u32::try_from(out.len()).ok()?);
    out.append(&mut directory);
    out.extend_from_slice(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend_from_slice(&count);
    out.extend_from_slice(&count);
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&at.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    Some(out)
}

/// What stands of a file both before it and in the directory: version, names in UTF-8, stored,
/// no time, check, sizes, length of the name, nothing more.
fn entry(file: &File) -> Option<Vec<u8>> {
    let size = u32::try_from(file.text.len()).ok()?.to_le_bytes();
    let name = u16::try_from(file.name.len()).ok()?.to_le_bytes();
    let check = crc32(file.text.as_bytes()).to_le_bytes();
    Some([&[20, 0, 0, 8, 0, 0], &NO_TIME[..], &check, &size, &size, &name, &[0, 0]].concat())
}

/// The check a ZIP has: CRC-32 of IEEE 802.3.
fn crc32(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256_u32)
        .map(|byte| {
            (0..8).fold(byte, |crc, _| (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 })
        })
        .collect();
    !bytes.iter().fold(!0, |crc, byte| (crc >> 8) ^ table[usize::from(crc as u8 ^ byte)])
}

#[cfg(test)]
mod tests {
    use super::super::archive::Packed;
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        let file = |name: &str, text: &str| File { name: name.to_owned(), text: text.to_owned() };
        let files = [file("a.csv", "Title\nLäke\n"), file("b/c.txt", ""), file("d", "4")];
        for some in [&files[..], &files[..1], &[]] {
            let bytes = zip(some).unwrap();
            let packed = Packed::open("x.zip", &bytes).unwrap();
            let read = packed.entries().iter().map(|entry| {
                let text = packed.unpack(entry, 1 << 20).unwrap();
                file(&entry.name, std::str::from_utf8(&text).unwrap())
            });
            assert_eq!(read.collect::<Vec<_>>(), some);
        }
    }
}
