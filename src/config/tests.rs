//! The options of a config file, one by one and together.

use super::*;
use crate::domain::health::Thresholds;
use crate::ui::theme::Depth;

fn problems(text: &str) -> Vec<String> {
    Config::read(text, "config.toml").1.iter().map(Problem::to_string).collect()
}

#[test]
fn the_example_file_is_the_generated_one() {
    let example = example();
    if include_str!("../../config.example.toml") != example {
        println!("{example}");
        panic!("config.example.toml must be what is printed above");
    }
}

#[test]
fn what_the_example_says_without_its_hashes_is_the_default() {
    assert_eq!(Config::read(&example(), ""), (Config::default(), vec![]));
    let is_option = |l: &&str| SETTINGS.iter().any(|s| l.starts_with(&format!("#{} =", s.name)));
    let example = example();
    let options: Vec<&str> = example.lines().filter(is_option).map(|l| &l[1..]).collect();
    assert_eq!(options.len(), SETTINGS.len());
    assert_eq!(Config::read(&options.join("\n"), ""), (Config::default(), vec![]));
}

#[test]
fn every_option_is_taken() {
    let text = "\u{feff}theme = \"Light\"\r\ncolors = \"16\"\r\nborders = \"ascii\"\r\nmouse = false\r\npublic = true\r\n\
                which_key_ms = 0\r\nlanguage_map = \"russian\"\r\nauthor = \" Ada \"\r\neditor = 'code --wait'\r\n\
                copy_command = \"wl-copy\"\r\nlink = \"https://j/{key}?{source-key}\"\r\nbackup_folder = \"~/backups\"\r\n\
                stale_days = 1\r\nold_days = 2\r\nnear_top = 3\r\nbig_points = 4\r\none_class_percent = 5\r\n\
                churn_percent = 6\r\nchurn_days = 7\r\nkept_days = 8\r\nqueue_items = 9\r\n\
                sprint_days = 7\r\nworking_days = \"sun-thu\"\r\nholidays = [\"2026-12-24\", 2026-12-26]\r\n";
    let (config, problems) = Config::read(text, "");
    assert_eq!(problems, vec![]);
    let expected = Config {
        theme: Theme::Named("light".into()),
        colors: Colors::Of(Depth::Sixteen),
        borders: Signs::Ascii,
        mouse: false,
        public: true,
        which_key_ms: 0,
        language_map: Language::parse("russian").unwrap(),
        author: Some("Ada".into()),
        editor: Some("code --wait".into()),
        copy_command: Some("wl-copy".into()),
        link: Some("https://j/{key}?{source-key}".into()),
        backup_folder: Some("~/backups".into()),
        thresholds: Thresholds {
            stale_days: 1,
            old_days: 2,
            near_top: 3,
            big_points: 4,
            one_class_percent: 5,
            churn_percent: 6,
            churn_days: 7,
            kept_days: 8,
            queue_items: 9,
        },
        calendar: Calendar {
            length: 7,
            week: [true, true, true, true, false, false, true],
            holidays: ["2026-12-24", "2026-12-26"].iter().map(|day| day.parse().unwrap()).collect(),
        },
    };
    assert_eq!(config, expected);
    assert_eq!(text.lines().count(), SETTINGS.len());
}

#[test]
fn nothing_written_is_nothing_wrong() {
    for text in ["", "\n\n", "# nothing\n", "\u{feff}"] {
        assert_eq!(Config::read(text, ""), (Config::default(), vec![]), "{text:?}");
    }
}

#[test]
fn an_unknown_option_is_named_with_the_one_that_was_meant() {
    assert_eq!(
        problems("\ntheem = \"dark\"\n"),
        ["config.toml:2: theem: there is no such option: did you mean theme? Correct it or remove the line"]
    );
    assert!(problems("colours = \"16\"")[0].contains("did you mean colors?"));
    assert!(problems("which-key-ms = 16")[0].contains("did you mean which_key_ms?"));
    assert!(problems("sparkles = 1")[0].contains("use one of theme, colors,"));
    assert_eq!(problems("[keys]\nJ = \"down\"\n").len(), 1);
}

#[test]
fn a_wrong_type_says_what_to_write() {
    assert_eq!(
        problems("theme = 3"),
        ["config.toml:1: theme: the value is a number and must be text in quotes: write theme = \"auto\""]
    );
    assert!(problems("mouse = \"yes\"")[0].ends_with("must be true or false, without quotes: write mouse = true"));
    assert!(problems("which_key_ms = \"300\"")[0].contains("the value is text and must be a whole number from 0"));
    assert!(problems("which_key_ms = 1.5")[0].contains("a number with a fraction"));
    assert!(problems("which_key_ms = -1")[0].contains("-1 is out of range: write a number from 0 to 60000"));
    assert!(problems("which_key_ms = 99999999999999999999")[0].contains("too large"));
    assert_eq!(problems("author = [\"Ada\"]\neditor = true\n[theme]\nname = 'dark'\n").len(), 3);
}

#[test]
fn a_bad_value_says_what_is_possible() {
    assert!(problems("theme = \"a/b\"")[0].contains("is no name of a theme: write auto, dark"));
    assert!(problems("colors = \"truecolour\"")[0].contains("did you mean truecolor?"));
    assert!(problems("borders = \"none\"")[0].contains("use one of unicode, ascii"));
    assert!(problems("language_map = \"rusian\"")[0].contains("did you mean russian?"));
    assert!(problems("link = \"https://jira\"")[0].contains("{source-key}"));
    assert!(problems("link = \"https://jira/{key}/{id}\"")[0].contains("braces"));
    assert_eq!(
        problems("backup_folder = \"backups\""),
        ["config.toml:1: backup_folder: \"backups\" could be anywhere: write the whole path, or one that begins \
          with ~/"]
    );
    assert_eq!(problems("author = \"a\\u0000b\"").len(), 1);
    assert_eq!(problems("backup_folder = \"~/a\\tb\"").len(), 1);
}

#[test]
fn nonsense_in_the_calendar_is_told_with_its_line() {
    assert_eq!(
        problems("\nholidays = [\"2026-12-25\", \"2026-13-01\"]"),
        ["config.toml:2: holidays: \"2026-13-01\" is no day: write YEAR-MONTH-DAY, as in 2026-12-25"]
    );
    assert!(problems("holidays = \"2026-12-25\"")[0].contains("must be a list of texts in brackets"));
    assert!(problems("holidays = [3]")[0].contains("a list with something else than text in it"));
    assert!(problems("holidays = [2026-12-25T10:00:00]")[0].contains("is no day"));
    assert!(problems("working_days = \"\"")[0].contains("there is no working day"));
    assert!(problems("working_days = \"mon-fry\"")[0].contains("\"fry\" is no day of the week"));
    assert!(problems("sprint_days = 0")[0].contains("from 1 to 365"));
    let all = "holidays = [\n  \"2026-12-24..2026-12-26\", # closed\n  \"2027-01-01\",\n]\n";
    let (config, problems) = Config::read(all, "");
    assert_eq!((config.calendar.holidays.len(), problems), (4, vec![]));
    // Each day that is not understood is told, and puts no other out of force.
    let (kept, problems) = config.read_over("holidays = [\"2028-01-01\", \"x\", \"y\"]", "");
    assert_eq!(kept.calendar.holidays.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2028-01-01"]);
    let said = format!("{problems:?}");
    assert!(said.contains("\\\"x\\\" is no day") && said.contains("\\\"y\\\" is no day"), "{said}");
}

#[test]
fn a_bad_option_leaves_the_others_in_force() {
    let text = "theme = \"no theme\"\nauthor = \"Ada\"\ncolour = 1\neditor = vi\nbackup_folder = \"/b\"\n";
    let (config, problems) = Config::read(text, "c");
    let expected = Config { author: Some("Ada".into()), backup_folder: Some("/b".into()), ..Config::default() };
    assert_eq!(config, expected);
    assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 3, 4]);
}

#[test]
fn an_option_that_cannot_be_taken_keeps_what_is_in_force() {
    let in_force = Config { mouse: false, which_key_ms: 7, author: Some("Ada".into()), ..Config::default() };
    let (config, problems) = in_force.read_over("mouse = \"no\"\nwhich_key_ms = = 3\n", "c");
    assert_eq!((config.mouse, config.which_key_ms, config.author), (false, 7, None));
    assert_eq!(problems.len(), 2);
}

#[test]
fn a_broken_line_is_told_once_and_leaves_the_others_in_force() {
    for broken in ["theme =", "theme dark", "theme = \"dark", "= \"dark\"", "[theme", "theme = dark", "}{"] {
        let text = format!("author = \"Ada\"\n{broken}\n");
        let (config, problems) = Config::read(&text, "c");
        assert_eq!(config.author.as_deref(), Some("Ada"), "{broken}");
        assert_eq!(config.theme, Theme::Auto, "{broken}");
        assert_eq!(problems.len(), 1, "{broken}: {problems:?}");
        assert_eq!(problems[0].line, 2, "{broken}: {problems:?}");
    }
    assert_eq!(problems("author = \"Ada\"\nauthor = \"Eva\"\n").len(), 1);
}

#[test]
fn no_text_stops_the_start() {
    for text in ["\0", "\u{1b}[2J = 1", "\r", "a = ", "[[", "\"\"\"", "a.b.c = {", "日本 = \"語\""] {
        let (config, problems) = Config::read(text, "c");
        assert_eq!(config, Config::default());
        assert!(!problems.is_empty(), "{text:?}");
        for problem in problems {
            assert!(!problem.to_string().contains(char::is_control), "{problem:?}");
        }
    }
    // Each line is told; a file of nothing but nonsense still costs no time worth speaking of.
    assert_eq!(Config::read(&"?\n".repeat(5000), "c").1.len(), 5000);
}

#[test]
fn the_banner_names_the_first_problem_and_counts_the_others() {
    let (_, all) = Config::read("a = 1\nb = 2\nc = 3\n", "/home/ada/config.toml");
    let banner = banner(&all).unwrap();
    assert!(banner.starts_with("/home/ada/config.toml:1: a: there is no such option"), "{banner}");
    assert!(banner.ends_with(" (and 2 more: `upnext config check` lists them)"), "{banner}");
    assert_eq!(super::banner(&[Problem { is_warning: true, ..Problem::default() }]), None);
    assert!(!super::banner(&all[..1]).unwrap().contains("more"));
}
