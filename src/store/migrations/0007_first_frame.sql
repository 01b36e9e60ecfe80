-- The lines of the Sprints stand in the first frame: their sums are read from the index, not from rows that lie all
-- over the file.
DROP INDEX item_sprint;
CREATE INDEX item_sprint ON item (sprint, rank, trashed_at, kind, state, estimate) WHERE sprint IS NOT NULL;
