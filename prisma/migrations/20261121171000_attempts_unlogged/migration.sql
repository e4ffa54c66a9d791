-- Attempts are counted for minutes and may be forgotten in a crash, as the key-value store forgets them; nobody waits for the
-- disk to count one.
ALTER TABLE rate_limit SET UNLOGGED;
