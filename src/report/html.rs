//! Documents as one page of HTML: no script, nothing from elsewhere; readable on a phone, in print, light and dark.

use super::chart;
use super::document::{Document, Entry, Part};
use crate::domain::{State, text};
use std::fmt::{Arguments, Write};

/// The look of every page. Meaning is never in a colour alone: states are words, lines have their names beside them.
const STYLE: &str = include_str!("../../assets/report.css");

/// What a browser may do with a page: show it with its own look. No script, no request, no form, no frame; it holds even
/// where something that was typed became a mark.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes a document.
pub(super) fn write(document: &Document) -> String {
    let title = escaped(&document.title);
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n");
    put(&mut out, format_args!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n"));
    for piece in ["<title>", &title, "</title>\n<style>\n", STYLE, "</style>\n</head>\n<body>\n<main>\n"] {
        out.push_str(piece);
    }
    out.push_str(&header(&title, &document.subtitle));
    let mut is_open = false;
    for part in &document.parts {
        if let Part::Section(name) = part {
            out.push_str(if is_open { "</section>\n<section>\n" } else { "<section>\n" });
            is_open = true;
            out.push_str(&tag("h2", name));
        } else {
            write_part(&mut out, part);
        }
    }
    out.push_str(if is_open { "</section>\n" } else { "" });
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn header(title: &str, subtitle: &str) -> String {
    let subtitle = if subtitle.is_empty() { String::new() } else { tag("p", subtitle) };
    format!("<header>\n<h1>{title}</h1>\n{subtitle}</header>\n")
}

fn write_part(out: &mut String, part: &Part) {
    match part {
        Part::Section(name) => out.push_str(&tag("h2", name)),
        Part::Text(text) => put(out, format_args!("<p>{}</p>\n", lines(text))),
        Part::Goal { name, text, mark } => {
            let mark = if mark.is_empty() { String::new() } else { format!(" <b>{}</b>", escaped(mark)) };
            put(
                out,
                format_args!("<div class=\"goal\"><p class=\"name\">{name}{mark}</p><p>{}</p></div>\n", lines(text)),
            );
        }
        Part::Facts(facts) => {
            out.push_str("<dl>\n");
            for (name, value) in facts {
                put(out, format_args!("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(value)));
            }
            out.push_str("</dl>\n");
        }
        Part::Items(items) => write_items(out, items),
        Part::Folded { summary, items } => {
            put(out, format_args!("<details>\n<summary>{}</summary>\n", escaped(summary)));
            write_items(out, items);
            out.push_str("</details>\n");
        }
        Part::Table { head, rows } => write_table(out, head, rows),
        Part::Chart(chart) => out.push_str(&chart::svg(chart)),
    }
}

fn write_items(out: &mut String, items: &[Entry]) {
    out.push_str("<ul class=\"items\">\n");
    for entry in items {
        out.push_str("<li>");
        write_entry(out, entry);
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn write_entry(out: &mut String, entry: &Entry) {
    if let Some(place) = entry.place {
        put(out, format_args!("<span class=\"place\">{}</span> ", text::thousands(place)));
    }
    if let Some(key) = &entry.key {
        put(out, format_args!("<span class=\"key\">{}</span> ", escaped(&key.to_string())));
    }
    put(out, format_args!("<span class=\"title\">{}</span>", escaped(&entry.title)));
    if let Some(state) = entry.state {
        let class = if state == State::Done { "state done" } else { "state" };
        put(out, format_args!(" <span class=\"{class}\">{} {}</span>", state.sign(), state.name()));
    }
    if !entry.size.is_empty() {
        put(out, format_args!(" <span class=\"size\">{}</span>", escaped(&entry.size)));
    }
    for said in &entry.said {
        out.push_str(&tag("p", said));
    }
}

fn write_table(out: &mut String, head: &[String], rows: &[Vec<String>]) {
    out.push_str("<table>\n<thead><tr>");
    for name in head {
        put(out, format_args!("<th scope=\"col\">{}</th>", escaped(name)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let cell = escaped(cell);
            let (open, close) = if at == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
            put(out, format_args!("{open}{cell}{close}"));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// Writing to a text can't fail.
fn put(out: &mut String, piece: Arguments) {
    let _ = out.write_fmt(piece);
}

fn tag(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>\n", escaped(text))
}

/// A text of several lines, which are kept.
fn lines(raw: &str) -> String {
    raw.lines().map(escaped).collect::<Vec<_>>().join("<br>\n")
}

/// A text of one line: nothing of it is read as a mark, and what can't be seen is shown.
pub(super) fn escaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in text::visible(raw).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_typed_becomes_a_mark() {
        assert_eq!(escaped("<b a=\"x\">&'"), "&lt;b a=&quot;x&quot;&gt;&amp;&#39;");
        assert_eq!(escaped("a\u{202e}b\u{1b}"), "a&lt;U+202E&gt;b");
        assert_eq!(lines("a\n<b>"), "a<br>\n&lt;b&gt;");
    }
}
