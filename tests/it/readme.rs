//! Tables that are made from the code and stand in the README.

use upnext::ui::keymap::Keymap;
use upnext::ui::overlay::help;

#[test]
fn the_key_table_is_the_keymaps() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let (_, rest) = readme.split_once("<!-- keys:begin -->\n").unwrap();
    let (table, _) = rest.split_once("<!-- keys:end -->").unwrap();
    let made = help::markdown(&Keymap::built_in().unwrap());
    assert!(table == made, "put this between the README's key marks:\n\n{made}");
}
