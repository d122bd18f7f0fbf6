export interface Row {
  value: unknown;
  /** For messages: `file:line`, of Parquet `file, row 3`. */
  where: string;
}

export interface RowWriter {
  /** Resolves when the next row may come: wait for it, and memory stays flat. */
  write(row: Record<string, unknown>): Promise<void>;
  /** Puts the whole file in its place. */
  close(): Promise<void>;
  /** Leaves no file. */
  discard(): Promise<void>;
}
