-- A sale off line stands in one row of one file, however many rows and files repeat it (R13).
CREATE UNIQUE INDEX entry_import_row_once ON entry_import_row (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX entry_import_row_hash ON entry_import_row (row_hash);
