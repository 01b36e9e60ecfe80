-- The triggers are made anew with every format. Those of the journal ask one function for what changed: half the words
-- of a file were theirs, and every start reads them all.

-- Where the next Sprints would end is worked out again after every change: from the index, not from rows that lie all
-- over the file.
DROP INDEX item_backlog;
CREATE INDEX item_backlog ON item (product, rank,
  (trashed_at IS NULL AND kind <> 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')),
  number, estimate)
  WHERE (trashed_at IS NULL AND kind <> 'epic' AND state IN ('open', 'ready', 'in progress', 'to accept')) = 1;
