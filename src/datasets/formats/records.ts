import { recordColumns } from "../streams/open-record-writer.ts";
import { asRecord } from "../streams/read-record-stream.ts";
import type { Format } from "./format.ts";

/** The records as they are: what every other command reads. */
export const records: Format = {
  purpose: "the records as they are, as JSON lines or Parquet",
  options: [],
  cannotHold: [],
  export: (record) => ({ value: { ...record }, dropped: [] }),
  import: (value, { where }) => ({ records: [asRecord({ value, where })], dropped: [] }),
  columns: () => recordColumns,
};
