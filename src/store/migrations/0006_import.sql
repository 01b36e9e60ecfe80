-- What the second import needs, and the way back.
-- The item's number at its source: it stays where a move between projects gives it another key.
ALTER TABLE item ADD COLUMN foreign_id TEXT CHECK (foreign_id <> '');
-- Its last change, as it stood when the item and its source said the same; an item changed here has another
-- `updated_at`, or none of this.
ALTER TABLE item ADD COLUMN agreed_at INTEGER;
CREATE INDEX item_foreign_id ON item (product, source, foreign_id) WHERE foreign_id IS NOT NULL;

UPDATE item SET agreed_at = updated_at WHERE source IS NOT NULL AND imported IS NOT NULL AND json_valid(imported)
  AND title = coalesce(imported ->> '$.title', title)
  AND kind = coalesce(imported ->> '$.kind', kind)
  AND state = coalesce(imported ->> '$.state', state)
  AND coalesce(estimate, '') = coalesce(imported ->> '$.estimate', '')
  AND persona = coalesce(imported ->> '$.persona', '')
  AND want = coalesce(imported ->> '$.want', '')
  AND benefit = coalesce(imported ->> '$.benefit', '')
  AND description = coalesce(imported ->> '$.description', '')
  AND assignee = coalesce(imported ->> '$.assignee', '')
  AND coalesce(due, '') = coalesce(imported ->> '$.due', '');

CREATE INDEX item_changed ON item (product, (source IS NOT NULL AND agreed_at IS NOT updated_at))
  WHERE (source IS NOT NULL AND agreed_at IS NOT updated_at) = 1;

-- What people said about an item at its source. Nothing is written here by hand.
CREATE TABLE comment (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  item    INTEGER NOT NULL REFERENCES item(id),
  n       INTEGER NOT NULL,
  -- When, as far as that is understood; else it stands in front of the text.
  at      INTEGER,
  author  TEXT NOT NULL DEFAULT '',
  text    TEXT NOT NULL CHECK (text <> '')
) STRICT;
CREATE INDEX comment_item ON comment (item, n);

-- A Sprint of a source, by its name or number there.
ALTER TABLE sprint ADD COLUMN source TEXT;
ALTER TABLE sprint ADD COLUMN foreign_key TEXT CHECK ((source IS NULL) = (foreign_key IS NULL));
CREATE UNIQUE INDEX sprint_foreign ON sprint (product, source, foreign_key) WHERE source IS NOT NULL;

-- A source that a product is imported from: its files, and how it calls things. JSON, as each source has its own.
CREATE TABLE feed (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  product  INTEGER NOT NULL REFERENCES product(id),
  source   TEXT NOT NULL CHECK (source <> ''),
  setup    TEXT NOT NULL CHECK (json_valid(setup)),
  -- When it was last read.
  read_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX feed_source ON feed (product, source);

-- What came with the last import and was not looked at yet. Not journaled: it counts while the step is live.
CREATE TABLE incoming (
  item     INTEGER PRIMARY KEY,
  product  INTEGER NOT NULL,
  step     INTEGER NOT NULL
) STRICT;
CREATE INDEX incoming_product ON incoming (product, item);
