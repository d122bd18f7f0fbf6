import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { fileProblem, makeDirectory, syncDirectory, syncPath } from "../../store/index.ts";
import { createZstd } from "./bytes.ts";

export interface Sink {
  /** Resolves when the next bytes may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the whole file in its place, on disk. */
  close(): Promise<void>;
  /** Leaves no trace. For when what should have been written could not be made. */
  discard(): Promise<void>;
}

/**
 * Opens a file to write a stream of bytes to. At its path it appears whole, at `close`; until then it is a `.partial`
 * beside it, so a kill leaves the old file or none.
 */
export function openSink(path: string, compression: "none" | "gzip" | "zstd"): Sink {
  const explain = (error: unknown) =>
    fileProblem({ error, path, next: "Choose another place, or make this one writable." });
  const compressor =
    compression === "gzip" ? createGzip() : compression === "zstd" ? createZstd("compress", path) : undefined;
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    makeDirectory(dirname(path));
  } catch (error) {
    throw explain(error);
  }
  const file = createWriteStream(partial, { flags: "wx" });
  const head = compressor ?? file;
  const written = compressor ? pipeline(compressor, file) : once(file, "close");
  written.catch(() => {}); // whoever writes or closes hears of it
  const fail = async (error: unknown): Promise<never> => {
    await rm(partial, { force: true }).catch(() => {});
    throw explain(error);
  };
  return {
    async write(bytes) {
      if (head.write(bytes)) return;
      await Promise.race([once(head, "drain"), written]).catch(fail);
    },
    async close() {
      try {
        head.end();
        await written;
        await syncPath(partial);
        await rename(partial, path);
        await syncDirectory(dirname(path));
      } catch (error) {
        await fail(error);
      }
    },
    async discard() {
      head.destroy();
      file.destroy();
      await written.catch(() => {});
      await rm(partial, { force: true });
    },
  };
}
