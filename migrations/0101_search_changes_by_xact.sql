-- Changes are forgotten by the transactions that made them, and no longer by when those began.
drop index search_changes_at;
