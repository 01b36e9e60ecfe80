//! The README's pictures: the running program in a pseudo-terminal, drawn as SVG cell by cell. They are made anew with
//! `cargo test pictures -- --ignored`; each stands in the README beside the keys that made it.

use crate::pty::{Home, Session};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::time::Duration;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const README: &str = include_str!("../../README.md");
const SIZE: (u16, u16) = (120, 40);
/// A cell's width and height.
const CELL: (f64, f64) = (8.43, 18.0);
/// Most bytes of one, and of all.
const MOST: (u64, u64) = (100_000, 500_000);

/// One picture: its name, the theme, and keys, each with what is then on the screen.
struct Picture {
    name: &'static str,
    theme: &'static str,
    steps: &'static [(&'static str, &'static str)],
}

const PICTURES: &[Picture] = &[
    Picture { name: "backlog", theme: "dark", steps: &[("3 G", "WEB-28 · story")] },
    Picture { name: "form", theme: "dark", steps: &[("3 G", "WEB-28 · story"), ("e", "Esc saves")] },
    Picture { name: "prioritize", theme: "dark", steps: &[("g p", "[table]"), ("7 G", "WEB-30")] },
    Picture { name: "board", theme: "dark", steps: &[("g s", "[plan]"), ("]", "[board]")] },
    Picture {
        name: "review",
        theme: "dark",
        steps: &[("g s", "[plan]"), ("]", "[board]"), ("]", "[burndown]"), ("]", "[review]")],
    },
    Picture { name: "refine-light", theme: "light", steps: &[("R", "Refinement")] },
];

impl Picture {
    fn keys(&self) -> String {
        self.steps.iter().map(|(keys, _)| *keys).collect::<Vec<_>>().join(" ")
    }

    /// How the README names it, with what makes it.
    fn note(&self) -> String {
        let size = format!("{}×{}", SIZE.0, SIZE.1);
        format!(
            "<!-- assets/pictures/{}.svg: upnext demo, {size}, theme {}, keys {} -->",
            self.name,
            self.theme,
            self.keys()
        )
    }
}

/// A colour as the web writes it; the sixteen are those that most terminals show.
fn web(colour: vt100::Color, otherwise: &str) -> String {
    const SIXTEEN: [&str; 16] = [
        "#1c1c1c", "#cd3131", "#0dbc79", "#e5e510", "#2472c8", "#bc3fbc", "#11a8cd", "#d0d0d0", "#666666", "#f14c4c",
        "#23d18b", "#f5f543", "#3b8eea", "#d670d6", "#29b8db", "#ffffff",
    ];
    let level = |part: u8| if part == 0 { 0 } else { 55 + 40 * part };
    match colour {
        vt100::Color::Default => otherwise.to_owned(),
        vt100::Color::Idx(n @ 0..16) => SIXTEEN[usize::from(n)].to_owned(),
        vt100::Color::Idx(n @ 16..232) => {
            let n = n - 16;
            format!("#{:02x}{:02x}{:02x}", level(n / 36), level(n / 6 % 6), level(n % 6))
        }
        vt100::Color::Idx(n) => format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (n - 232)),
        vt100::Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}

fn escaped(text: &str) -> String {
    // Blanks that no reader of the picture takes together.
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}")
}

/// Neighbours that look the same.
struct Run {
    column: u16,
    columns: u16,
    text: String,
    fore: String,
    back: String,
    style: &'static str,
}

/// The runs of one row.
fn runs(screen: &vt100::Screen, row: u16, (fore, back): (&str, &str)) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..SIZE.0 {
        let cell = screen.cell(row, column).unwrap();
        if cell.is_wide_continuation() {
            continue;
        }
        let (mut ink, mut paper) = (web(cell.fgcolor(), fore), web(cell.bgcolor(), back));
        if cell.inverse() {
            std::mem::swap(&mut ink, &mut paper);
        }
        let style = match (cell.bold(), cell.italic(), cell.underline()) {
            (_, _, true) => " text-decoration=\"underline\"",
            (true, ..) => " font-weight=\"bold\"",
            (false, true, _) => " font-style=\"italic\"",
            (false, false, false) => "",
        };
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let columns = 1 + u16::from(cell.is_wide());
        match runs.last_mut() {
            Some(last) if (&last.fore, &last.back, last.style) == (&ink, &paper, style) => {
                last.text.push_str(text);
                last.columns += columns;
            }
            _ => runs.push(Run { column, columns, text: text.to_owned(), fore: ink, back: paper, style }),
        }
    }
    runs
}

/// The screen as a picture.
fn svg(screen: &vt100::Screen, theme: &str) -> String {
    let (fore, back) = if theme == "light" { ("#262626", "#ffffff") } else { ("#d0d0d0", "#1c1c1c") };
    let (width, height) = (f64::from(SIZE.0) * CELL.0, f64::from(SIZE.1) * CELL.1);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-size=\"14\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{back}\"/>\n"
    );
    let mut by_ink: BTreeMap<String, String> = BTreeMap::new();
    for row in 0..SIZE.1 {
        for run in runs(screen, row, (fore, back)) {
            let (x, wide) = (f64::from(run.column) * CELL.0, f64::from(run.columns) * CELL.0);
            let y = f64::from(row) * CELL.1;
            if run.back != back {
                writeln!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{y:.0}\" width=\"{wide:.1}\" height=\"18\" fill=\"{}\"/>",
                    run.back
                )
                .unwrap();
            }
            if run.text.trim().is_empty() {
                continue;
            }
            let ink = by_ink.entry(run.fore).or_default();
            let y = y + 13.5;
            writeln!(
                ink,
                "<text x=\"{x:.1}\" y=\"{y}\" textLength=\"{wide:.1}\"{}>{}</text>",
                run.style,
                escaped(&run.text)
            )
            .unwrap();
        }
    }
    for (ink, texts) in by_ink {
        write!(out, "<g fill=\"{ink}\">\n{texts}</g>\n").unwrap();
    }
    out + "</svg>\n"
}

#[test]
#[ignore = "makes the README's pictures; its command stands above"]
fn make() {
    for picture in PICTURES {
        let home = Home::new();
        fs::create_dir_all(home.path("config/upnext")).unwrap();
        fs::write(home.path("config/upnext/config.toml"), format!("theme = \"{}\"\n", picture.theme)).unwrap();
        let mut session = Session::start(home.upnext(&["demo"], &[("COLORTERM", "truecolor")]), SIZE);
        session.wait_for("Start a return");
        for (keys, shown) in picture.steps {
            session.press(keys);
            session.wait_for(shown);
        }
        // What the checks find comes a moment later.
        session.settle(Duration::from_millis(800));
        let drawn = session.look(|screen| svg(screen, picture.theme));
        fs::write(format!("{ROOT}/assets/pictures/{}.svg", picture.name), drawn).unwrap();
    }
}

#[test]
fn the_pictures_stand_in_the_readme_with_their_keys() {
    let mut all = 0;
    for picture in PICTURES {
        assert!(README.contains(&picture.note()), "the README lacks {}", picture.note());
        let shown = format!("](assets/pictures/{}.svg)", picture.name);
        assert!(README.contains(&shown), "the README does not show {}", picture.name);
        let text = fs::read_to_string(format!("{ROOT}/assets/pictures/{}.svg", picture.name)).unwrap();
        let size = text.len() as u64;
        assert!(size < MOST.0, "{}: {size} bytes", picture.name);
        assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n") && !text.contains("<script"));
        all += size;
    }
    let there = fs::read_dir(format!("{ROOT}/assets/pictures")).unwrap().count();
    assert_eq!(there, PICTURES.len(), "a picture that nobody makes");
    assert!(all < MOST.1, "{all} bytes");
}
