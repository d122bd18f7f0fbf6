import type { DataRecord, RecordWriter } from "../../datasets/index.ts";

/** Writes a whole stream, or leaves no file. */
export async function writeAll(writer: RecordWriter, records: AsyncIterable<DataRecord>): Promise<number> {
  let written = 0;
  try {
    for await (const record of records) {
      await writer.write(record);
      written++;
    }
    await writer.close();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return written;
}
