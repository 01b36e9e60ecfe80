//! A page of HTML read as strictly as can be: named tags with named attributes, each closed where it belongs, entities
//! that are known, and nowhere a script, an address or a style of anybody else's.

/// The tags and what may stand in them; `!` behind a name: it has no end.
const TAGS: &[(&str, &[&str])] = &[
    ("html", &["lang"]),
    ("head", &[]),
    ("meta!", &["charset", "name", "content", "http-equiv"]),
    ("title", &[]),
    ("style", &[]),
    ("body", &[]),
    ("main", &[]),
    ("header", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("p", &["class"]),
    ("section", &[]),
    ("div", &["class"]),
    ("b", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("dd", &[]),
    ("ul", &["class"]),
    ("li", &[]),
    ("span", &["class"]),
    ("details", &[]),
    ("summary", &[]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["scope"]),
    ("td", &[]),
    ("br!", &[]),
    ("figure", &[]),
    ("svg", &["viewBox", "role", "aria-label"]),
    ("line!", &["class", "x1", "y1", "x2", "y2"]),
    ("polyline!", &["class", "points"]),
    ("text", &["x", "y", "text-anchor"]),
];

/// The look of every page.
const STYLE: &str = include_str!("../../../assets/report.css");

/// Reads a page; answers its text, entities undone.
pub(crate) fn read(page: &str) -> Result<String, String> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>\n").ok_or("no doctype")?;
    let (mut open, mut text): (Vec<&str>, String) = (Vec::new(), String::new());
    let policy =
        page.find("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'");
    let first = page.find("<title>").ok_or("no title")?;
    if policy.is_none_or(|at| at > first) {
        return Err("no policy before the first text".into());
    }
    while !rest.is_empty() {
        if let Some(tag) = rest.strip_prefix('<') {
            let end = tag.find('>').ok_or("a tag without an end")?;
            one(&tag[..end], &mut open).map_err(|wrong| format!("<{}>: {wrong}", &tag[..end]))?;
            rest = &tag[end + 1..];
            if open.last() == Some(&"style") {
                rest = rest.strip_prefix('\n').and_then(|r| r.strip_prefix(STYLE)).ok_or("another style")?;
            }
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            text.push_str(&undone(&rest[..end])?);
            rest = &rest[end..];
        }
    }
    if open.is_empty() { Ok(text) } else { Err(format!("never closed: {open:?}")) }
}

/// A tag's inside.
fn one<'p>(tag: &'p str, open: &mut Vec<&'p str>) -> Result<(), String> {
    if let Some(name) = tag.strip_prefix('/') {
        return if open.pop() == Some(name) { Ok(()) } else { Err("closes what is not open".into()) };
    }
    let is_closed = tag.ends_with('/');
    let tag = tag.strip_suffix('/').unwrap_or(tag);
    let (name, mut rest) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
    let known = TAGS.iter().find(|(known, _)| known.trim_end_matches('!') == name);
    let (known, attributes) = known.ok_or("no tag of ours")?;
    while let Some(attribute) = rest.strip_prefix(' ') {
        let (name, value) = attribute.split_once("=\"").ok_or("an attribute without a value")?;
        let (value, behind) = value.split_once('"').ok_or("a value without an end")?;
        if !attributes.contains(&name) {
            return Err(format!("no attribute of ours: {name}"));
        }
        if undone(value)?.chars().any(char::is_control) || value.contains(['<', '>']) {
            return Err(format!("the value {value:?}"));
        }
        rest = behind;
    }
    if !rest.is_empty() {
        return Err(format!("{rest:?} is too much"));
    }
    if !known.ends_with('!') && !is_closed {
        open.push(name);
    }
    Ok(())
}

/// The text that a piece between tags stands for.
fn undone(raw: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let entities = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\'')];
        let (taken, c) = match c {
            '&' => {
                let found = entities.iter().find(|(entity, _)| rest.starts_with(entity));
                found.map(|(entity, c)| (entity.len(), *c)).ok_or_else(|| format!("an open & in {raw:?}"))?
            }
            '<' | '>' => return Err(format!("an open mark in {raw:?}")),
            c => (c.len_utf8(), c),
        };
        out.push(c);
        rest = &rest[taken..];
    }
    Ok(out)
}

#[test]
fn what_is_not_named_is_told() {
    let page = |body: &str| {
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>a</title>\n</head>\n<body>{body}</body>\n</html>\n"
        )
    };
    assert_eq!(read(&page("<p class=\"x\">a &lt; b<br>\nc</p>")).unwrap().trim(), "a\n\na < b\nc");
    for bad in [
        "<script>",
        "<p onclick=\"x\">a</p>",
        "<a href=\"x\">a</a>",
        "<p class=x>a</p>",
        "<p>a",
        "</p>",
        "a & b",
        "a > b",
        "&#x3c;",
        "<!-- a -->",
        "<style>p{}</style>",
        "<p class=\"a\"\"b\">a</p>",
    ] {
        assert!(read(&page(bad)).is_err(), "{bad}");
    }
    assert!(read("<html></html>").is_err());
}
