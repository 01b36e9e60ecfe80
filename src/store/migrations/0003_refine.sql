-- What refinement needs. The product's own texts; lists hold one entry a line.
ALTER TABLE product ADD COLUMN vision TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN vision_by TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN goal TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN personas TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN jargon TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN reasons TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN ready_rules TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN done_list TEXT NOT NULL DEFAULT '';

-- What a new item of a kind begins with. A list holds one criterion a line.
CREATE TABLE template (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  product      INTEGER NOT NULL REFERENCES product(id),
  kind         TEXT NOT NULL CHECK (kind IN ('epic', 'story', 'bug', 'debt', 'spike', 'task')),
  title        TEXT NOT NULL CHECK (title <> ''),
  persona      TEXT NOT NULL DEFAULT '',
  want         TEXT NOT NULL DEFAULT '',
  benefit      TEXT NOT NULL DEFAULT '',
  description  TEXT NOT NULL DEFAULT '',
  criteria     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX template_kind ON template (product, kind);

-- Addresses, one a line.
ALTER TABLE item ADD COLUMN links TEXT NOT NULL DEFAULT '';
-- Not to be looked at in refinement before this day.
ALTER TABLE item ADD COLUMN snoozed_until TEXT;
-- Somebody looked at it, on this day, and kept it as it is.
ALTER TABLE item ADD COLUMN kept_on TEXT;
ALTER TABLE item ADD COLUMN kept_why TEXT NOT NULL DEFAULT '';
-- When a refused item is to be looked at again, and the item it lives on in.
ALTER TABLE item ADD COLUMN decline_again TEXT;
ALTER TABLE item ADD COLUMN merged_into INTEGER REFERENCES item(id);

CREATE INDEX item_has_links ON item (product, (links <> '')) WHERE (links <> '') = 1;
CREATE INDEX item_snoozed ON item (product, snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX item_kept ON item (product, kept_on) WHERE kept_on IS NOT NULL;
-- The log of no's, to be searched.
CREATE INDEX item_refused ON item (product, decline_reason, decline_alternative) WHERE decline_reason IS NOT NULL;
CREATE INDEX item_merged ON item (merged_into) WHERE merged_into IS NOT NULL;

-- An item needs another one to be done first.
CREATE TABLE dependency (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  item   INTEGER NOT NULL REFERENCES item(id),
  needs  INTEGER NOT NULL REFERENCES item(id) CHECK (needs <> item)
) STRICT;
CREATE UNIQUE INDEX dependency_item ON dependency (item, needs);
CREATE INDEX dependency_needs ON dependency (needs, item);

-- What the Developers asked about an item. It is open while there is no answer.
CREATE TABLE question (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  item         INTEGER NOT NULL REFERENCES item(id),
  text         TEXT NOT NULL CHECK (text <> ''),
  asked_on     TEXT NOT NULL,
  answer       TEXT CHECK (answer <> ''),
  answered_on  TEXT,
  CHECK ((answer IS NULL) = (answered_on IS NULL))
) STRICT;
CREATE INDEX question_item ON question (item, id);
CREATE INDEX question_open ON question (item) WHERE answer IS NULL;

-- Two items that say nearly the same, as all were compared last, and when that was. Not journaled: worked out from
-- what is.
CREATE TABLE alike (
  a        INTEGER NOT NULL,
  b        INTEGER NOT NULL CHECK (a < b),
  product  INTEGER NOT NULL,
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX alike_b ON alike (b);
CREATE TABLE compared (
  product  INTEGER PRIMARY KEY,
  seq      INTEGER NOT NULL,
  day      TEXT NOT NULL
) STRICT;

-- The health of a product's backlog on a day. Not journaled: it is worked out from what is.
CREATE TABLE health (
  product  INTEGER NOT NULL,
  day      TEXT NOT NULL,
  score    INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
  parts    TEXT NOT NULL,
  top      TEXT NOT NULL,
  PRIMARY KEY (product, day)
) STRICT, WITHOUT ROWID;
