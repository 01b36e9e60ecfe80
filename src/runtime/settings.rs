//! The person's own files: where they lie, what they say, and what of it is in force.
//!
//! They are read at the start and by `:reload`. A file that can't be read leaves what was in force for its part.

use crate::config::{self, Config, Problem, Surroundings, banner, look};
use crate::domain::text::Safe;
use crate::ui::Toast;
use crate::ui::keymap::Keymap;
use crate::ui::theme::color::Rgb;
use crate::ui::theme::{Depth, Roles, Theme};
use crate::ui::update::Settled;
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Variables of a shell that runs on another machine than the terminal.
const FAR: [&str; 3] = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"];

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Where a person's own files lie; nothing of it need be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// The config file; keys and themes lie beside it. `None` without a home.
    pub config: Option<PathBuf>,
    /// The home folder, for paths that begin with `~/`.
    pub home: Option<PathBuf>,
}

impl Places {
    /// The person's own keys.
    pub fn keymap(&self) -> Option<PathBuf> {
        self.config.as_ref().map(|config| config.with_file_name("keymap.toml"))
    }

    /// The folder of the person's own themes.
    pub fn themes(&self) -> Option<PathBuf> {
        self.config.as_ref().map(|config| config.with_file_name("themes"))
    }

    /// The person's own theme of this name.
    fn theme(&self, name: &str) -> Option<PathBuf> {
        self.themes().map(|folder| folder.join(format!("{name}.toml")))
    }
}

/// The options as they were read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The choices in force.
    pub config: Config,
    /// What could not be taken.
    pub problems: Vec<Problem>,
    /// True where there is a file.
    is_there: bool,
    /// The line that chooses the theme; 0 where there is none.
    theme_line: usize,
}

impl Options {
    /// Reads the config file. What can't be taken keeps the value it has in `in_force`.
    pub fn read(places: &Places, in_force: &Config) -> Self {
        let Some(path) = &places.config else { return Self { config: in_force.clone(), ..Self::default() } };
        let name = shown(path);
        let text = match text_of(path) {
            Ok(Some(text)) => text,
            Ok(None) => return Self::default(),
            Err(problem) => {
                return Self { config: in_force.clone(), problems: vec![problem], is_there: true, theme_line: 0 };
            }
        };
        let (mut config, mut problems) = in_force.read_over(&text, &name);
        if let Some(folder) = config.backup_folder.take() {
            config.backup_folder = at_home(&folder, places.home.as_deref());
            if config.backup_folder.is_none() {
                let key = "backup_folder";
                let message = "there is no home folder (HOME is not set): write the whole path".into();
                let line = Config::line_of(&text, key);
                problems.push(Problem { file: name, line, key: key.into(), message, is_warning: false });
            }
        }
        Self { config, problems, is_there: true, theme_line: Config::line_of(&text, "theme") }
    }
}

/// Keys and colours as they were read.
#[derive(Debug, Clone, Default)]
pub struct Looks {
    /// The keys; `None` where their file can't be read.
    pub keymap: Option<Keymap>,
    /// The colours; `None` where there is no such theme or its file can't be read.
    pub theme: Option<Theme>,
    /// What could not be taken, or deserves a look.
    pub problems: Vec<Problem>,
    /// The names of the files that are there.
    files: Vec<String>,
}

impl Looks {
    /// Reads the keymap and the theme that `options` choose. `background` is what the terminal answered.
    pub fn read(places: &Places, options: &Options, background: Option<Rgb>) -> Self {
        let mut looks = Self::default();
        looks.read_keymap(places, &options.config);
        looks.read_theme(places, options, background);
        looks
    }

    fn read_keymap(&mut self, places: &Places, config: &Config) {
        // A test holds that it reads.
        let built_in = Keymap::built_in().unwrap_or_default();
        let read = places.keymap().map_or(Ok(None), |path| Ok(text_of(&path)?.map(|text| (path, text))));
        let keymap = match read {
            Ok(None) => Some(built_in),
            Ok(Some((path, text))) => {
                let (keymap, problems) = config::keymap::read(&built_in, &text, &shown(&path));
                self.problems.extend(problems);
                self.files.push("keymap.toml".into());
                Some(keymap)
            }
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        };
        self.keymap = keymap.map(|keymap| keymap.with_language(config.language_map.clone()));
    }

    fn read_theme(&mut self, places: &Places, options: &Options, background: Option<Rgb>) {
        let config = &options.config;
        let around = surroundings();
        let depth = look::depth(config.colors, &around);
        let name = look::choose(&config.theme, depth, background, &around);
        let theme = self.theme_named(name, places, options);
        self.theme = theme.map(|theme| theme.at_depth(depth).with_signs(config.borders));
    }

    /// The person's own theme of this name, else the built-in one.
    fn theme_named(&mut self, name: &str, places: &Places, options: &Options) -> Option<Theme> {
        let own = places.theme(name);
        match own.as_deref().map_or(Ok(None), text_of) {
            Ok(Some(text)) => {
                let file = own.as_deref().map(shown).unwrap_or_default();
                let (theme, problems) = config::theme::read(&text, &file);
                self.problems.extend(problems);
                self.files.push(format!("themes/{name}.toml"));
                Some(theme)
            }
            Ok(None) => Theme::named(name).or_else(|| {
                self.problems.push(missing(name, places, options));
                None
            }),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        }
    }
}

/// What to say where a theme was chosen that nobody has.
fn missing(name: &str, places: &Places, options: &Options) -> Problem {
    let names: Vec<&str> = Theme::names().collect();
    let near = crate::domain::spelling::nearest(name, names.iter().copied());
    let near = near.map_or(String::new(), |near| format!(" did you mean {near}?"));
    let own = places.theme(name).as_deref().map(shown).unwrap_or_default();
    Problem {
        file: places.config.as_deref().map(shown).unwrap_or_default(),
        line: options.theme_line,
        key: "theme".into(),
        message: format!("there is no theme \"{name}\":{near} use one of auto, {}, or make {own}", names.join(", ")),
        is_warning: false,
    }
}

/// True where the terminal is to be asked for its background.
pub fn asks_background(config: &Config) -> bool {
    let around = surroundings();
    look::is_background_wanted(&config.theme, look::depth(config.colors, &around), &around)
}

/// The theme where the chosen one can't be had: what the terminal suggests.
pub fn fallback(config: &Config, background: Option<Rgb>) -> Theme {
    let around = surroundings();
    let depth = look::depth(config.colors, &around);
    let theme = Theme::named(look::choose(&config::Theme::Auto, depth, background, &around));
    theme.unwrap_or_else(|| Roles::plain().theme()).at_depth(depth).with_signs(config.borders)
}

/// The theme that the options choose before this background; `None` where it can't be had.
pub fn theme(places: &Places, config: &Config, background: Option<Rgb>) -> Option<Theme> {
    let mut looks = Looks::default();
    looks.read_theme(places, &Options { config: config.clone(), ..Options::default() }, background);
    looks.theme
}

/// Everything that is wrong with the person's own files, and what deserves a look.
pub fn check(places: &Places) -> Vec<Problem> {
    let options = Options::read(places, &Config::default());
    let mut looks = Looks::default();
    looks.read_keymap(places, &options.config);
    // The chosen theme, also where this terminal has no colours for it.
    let name = look::choose(&options.config.theme, Depth::True, None, &surroundings()).to_owned();
    looks.theme_named(&name, places, &options);
    options.problems.into_iter().chain(looks.problems).collect()
}

/// Reads everything again: the options in force from now on, and what the program shows of it.
pub fn reload(places: &Places, in_force: &Config, background: Option<Rgb>) -> (Config, Settled) {
    let mut options = Options::read(places, in_force);
    let looks = Looks::read(places, &options, background);
    let mut files = looks.files;
    if options.is_there {
        files.insert(0, "config.toml".into());
    }
    let mut told = match places.config.as_deref().and_then(Path::parent) {
        _ if !files.is_empty() => format!("reloaded: {}", files.join(", ")),
        Some(folder) => format!("there is no config, keymap or theme of your own in {}", shown(folder)),
        None => "there is no home folder (HOME is not set), so no config either".into(),
    };
    if options.config.author != in_force.author {
        told.push_str(" · the author's name counts from the next start");
    }
    options.problems.extend(looks.problems);
    let toast = match (banner(&options.problems), options.problems.first()) {
        (Some(problem), _) => Toast::misset(format!("{told}, but {problem}")),
        (None, Some(warning)) => Toast::hint(format!("{told} · {warning}")),
        (None, None) => Toast::done(told),
    };
    let is_mouse_on = (options.config.mouse != in_force.mouse).then_some(options.config.mouse);
    let (keymap, theme) = (looks.keymap.map(Rc::new), looks.theme.map(Rc::new));
    let which_key = Some(options.config.which_key());
    let thresholds = Some(options.config.thresholds);
    let calendar = Some(Rc::new(options.config.calendar.clone()));
    let settled = Settled { keymap, theme, is_mouse_on, which_key, thresholds, calendar, toast: Some(toast) };
    (options.config, settled)
}

/// The text of a file; `None` where there is none.
fn text_of(path: &Path) -> Result<Option<String>, Problem> {
    let wrong = |why: String| Problem::of_file(&shown(path), why);
    let found = match std::fs::metadata(path) {
        Ok(found) => found,
        // A file below a file: none either way.
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(None),
        Err(e) => return Err(wrong(format!("can't be read ({e}): correct that or remove it"))),
    };
    // Reading a pipe would wait for somebody to write.
    if !found.is_file() {
        return Err(wrong("can't be read: it is no file; put a text file there or remove it".into()));
    }
    if found.len() > LARGEST {
        return Err(wrong("is larger than 1 MiB: is it the right file?".into()));
    }
    let bytes = std::fs::read(path).map_err(|e| wrong(format!("can't be read ({e}): correct that or remove it")))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = 1 + String::from_utf8_lossy(&error.as_bytes()[..valid]).matches('\n').count();
            Err(Problem { line, ..wrong("this is not UTF-8 text: save the file as UTF-8".into()) })
        }
    }
}

/// `~/` at a path's beginning becomes the home folder; `None` where there is none.
pub fn at_home(path: &Path, home: Option<&Path>) -> Option<PathBuf> {
    path.strip_prefix("~").map_or_else(|_| Some(path.to_owned()), |rest| Some(home?.join(rest)))
}

/// What the environment says of the terminal.
pub fn surroundings() -> Surroundings {
    let var = |name| env::var_os(name).map(|value| value.to_string_lossy().into_owned()).unwrap_or_default();
    Surroundings {
        term: var("TERM"),
        colorterm: var("COLORTERM"),
        colorfgbg: var("COLORFGBG"),
        no_color: var("NO_COLOR"),
        is_in_screen: !var("STY").is_empty(),
        is_far: FAR.iter().any(|name| !var(name).is_empty()),
    }
}

fn shown(path: &Path) -> String {
    Safe(&path.display().to_string()).to_string().replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    fn places(files: &[(&str, &[u8])]) -> (TempDir, Places) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("themes")).unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let places = Places { config: Some(folder.path().join("config.toml")), home: Some("/home/ada".into()) };
        (folder, places)
    }

    #[test]
    fn nothing_there_is_nothing_wrong() {
        let (_folder, places) = places(&[]);
        assert_eq!(check(&places), []);
        assert_eq!(check(&Places::default()), []);
        let (config, settled) = reload(&places, &Config::default(), None);
        assert_eq!(config, Config::default());
        assert!(settled.toast.unwrap().text.starts_with("there is no config"));
    }

    #[test]
    fn what_is_no_text_is_told_with_its_line() {
        let (folder, places) = places(&[("config.toml", b"theme = \"dark\"\n\xff"), ("keymap.toml", b"\xff")]);
        fs::create_dir(folder.path().join("themes/sea.toml")).unwrap();
        let all = check(&places);
        assert_eq!(all.iter().map(|p| p.line).collect::<Vec<_>>(), [2, 1]);
        fs::write(folder.path().join("config.toml"), "theme = \"sea\"").unwrap();
        assert!(check(&places)[1].message.contains("it is no file"));
    }

    #[test]
    fn a_theme_that_nobody_has_is_told_with_its_line() {
        let (_folder, places) = places(&[("config.toml", b"author = \"Ada\"\ntheme = \"drak\"\n")]);
        let problem = &check(&places)[0];
        assert_eq!((problem.line, problem.key.as_str()), (2, "theme"));
        assert!(problem.message.contains("did you mean dark?") && problem.message.contains("themes/drak.toml"));
    }

    #[test]
    fn a_bad_file_leaves_what_was_in_force() {
        let (folder, places) = places(&[("config.toml", b"author = \"Ada\"\nwhich_key_ms = 50\nmouse = false\n")]);
        let (before, _) = reload(&places, &Config::default(), None);
        fs::write(folder.path().join("config.toml"), "which_key_ms = \"soon\"\nmouse = false = 3\n").unwrap();
        let (after, settled) = reload(&places, &before, None);
        assert_eq!((after.which_key_ms, after.mouse, after.author), (50, false, None));
        let said = settled.toast.unwrap().text;
        assert!(said.contains("config.toml:1: which_key_ms") && said.contains("(and 1 more"), "{said}");
        fs::write(folder.path().join("config.toml"), b"\xff").unwrap();
        fs::write(folder.path().join("keymap.toml"), b"\xff").unwrap();
        let (after, settled) = reload(&places, &before, None);
        assert_eq!(after, before);
        assert!(settled.keymap.is_none() && settled.theme.is_some());
    }

    #[test]
    fn the_home_folder_replaces_its_sign() {
        let (_folder, places) = places(&[("config.toml", b"backup_folder = \"~/b\"")]);
        assert_eq!(Options::read(&places, &Config::default()).config.backup_folder, Some("/home/ada/b".into()));
        let homeless = Places { home: None, ..places };
        assert_eq!(check(&homeless)[0].line, 1);
    }
}
