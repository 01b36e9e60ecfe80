//! Tables that are made from the code and stand in the README. `UPNEXT_UPDATE=1 cargo test readme` puts them there.

use upnext::ui::keymap::Keymap;
use upnext::ui::overlay::help;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

#[test]
fn the_key_table_is_the_keymaps() {
    let readme = std::fs::read_to_string(README).unwrap();
    let (before, rest) = readme.split_once("<!-- keys:begin -->\n").unwrap();
    let (table, after) = rest.split_once("<!-- keys:end -->").unwrap();
    let made = help::markdown(&Keymap::built_in().unwrap());
    if table != made && std::env::var_os("UPNEXT_UPDATE").is_some() {
        std::fs::write(README, format!("{before}<!-- keys:begin -->\n{made}<!-- keys:end -->{after}")).unwrap();
        return;
    }
    assert!(table == made, "the README's keys are not those of the keymap: UPNEXT_UPDATE=1 cargo test readme");
}
