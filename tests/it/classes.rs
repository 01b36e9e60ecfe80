//! The `MoSCoW` class of an item: set with a key, shown in the story, filtered by, taken back.

use crate::stage::Stage;

fn three() -> Stage {
    Stage::with(&["alpha", "beta", "gamma"])
}

#[test]
fn a_class_is_a_choice_and_one_step() {
    let mut stage = three();
    stage.resize(120, 40).press("c m m");
    assert!(stage.screen().contains("class Must"), "{}", stage.screen());
    assert!(stage.screen().contains("MoSCoW Must"), "the story tells it\n{}", stage.screen());
    stage.press("c m").type_text("c");
    assert!(stage.screen().contains("MoSCoW Could"), "{}", stage.screen());
    stage.press("u");
    assert!(stage.screen().contains("MoSCoW Must"), "{}", stage.screen());
    stage.press(":").type_text("moscow none").press("Enter");
    assert!(!stage.screen().contains("MoSCoW Must"), "{}", stage.screen());
}

#[test]
fn marked_items_get_one_class_together_and_a_filter_finds_them() {
    let mut stage = three();
    stage.press("Space Space k").press(":").type_text("moscow won't").press("Enter");
    stage.press("Esc").press("f").type_text("moscow:wont").press("Enter");
    stage.wait();
    assert_eq!(stage.titles(), "alpha beta", "{}", stage.screen());
    stage.press("u");
    assert!(stage.toast().contains("undo: 2 items: class Won't"), "one step: {}", stage.toast());
}

#[test]
fn what_is_no_class_is_refused_in_words() {
    let mut stage = three();
    stage.press(":").type_text("moscow urgent").press("Enter");
    assert!(stage.screen().contains("class is Must, Should, Could or Won't, not urgent"), "{}", stage.screen());
}
