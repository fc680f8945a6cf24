//! The driver in a real browser: storage that keeps, shares and refuses.

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::store::Store;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn what_is_stored_is_there_for_the_next_page() {
    let first = Store::open();
    first.set("playtally-test:b", "two");
    first.set("playtally-test:a", "one");
    first.set("elsewhere", "not ours");

    let second = Store::open();
    assert_eq!(second.get("playtally-test:a").as_deref(), Some("one"));
    assert_eq!(second.keys("playtally-test:"), ["playtally-test:a", "playtally-test:b"]);

    second.remove("playtally-test:a");
    assert_eq!(first.get("playtally-test:a"), None);
    for key in ["playtally-test:b", "elsewhere"] {
        first.remove(key);
    }
}

#[wasm_bindgen_test]
fn what_storage_will_not_take_is_kept_in_memory() {
    let store = Store::open();
    // A browser gives a page about five million characters.
    let too_long = "x".repeat(11_000_000);
    store.set("playtally-test:long", &too_long);

    assert_eq!(store.get("playtally-test:long").map(|text| text.len()), Some(too_long.len()));
    assert_eq!(store.keys("playtally-test:l"), ["playtally-test:long"]);
    assert_eq!(Store::open().get("playtally-test:long"), None, "another page does not see it");

    store.set("playtally-test:long", "short");
    assert_eq!(Store::open().get("playtally-test:long").as_deref(), Some("short"));
    store.remove("playtally-test:long");
}
