-- The words of items, to be searched: what upnext_words() makes of title, story (persona, want, benefit) and
-- description. It holds no text of its own and is filled from the items: by triggers, or at the end of a big write.
CREATE VIRTUAL TABLE item_words USING fts5(
  title, story, description,
  content = '', contentless_delete = 1, tokenize = 'ascii'
);
