// The bytes of a file as they are before compression; what a file is, is read from its first bytes, not its name.
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { TeachwhyError } from "../../store/index.ts";

export type FileKind = "text" | "gzip" | "zstd" | "parquet";

const beginnings: [FileKind, Buffer][] = [
  ["gzip", Buffer.from([0x1f, 0x8b])],
  ["zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ["parquet", Buffer.from("PAR1")],
];

export async function fileKind(path: string): Promise<FileKind> {
  const start = Buffer.alloc(4);
  const file = await open(path, "r").catch((error: unknown) => {
    throw notReadable(path, error);
  });
  try {
    await file.read(start, 0, 4, 0);
  } finally {
    await file.close();
  }
  return beginnings.find(([, bytes]) => start.subarray(0, bytes.length).equals(bytes))?.[0] ?? "text";
}

/** The file's bytes, decompressed. Stopping early closes the file. */
export async function* readBytes(path: string, kind: Exclude<FileKind, "parquet">): AsyncGenerator<Buffer> {
  const decompressor =
    kind === "gzip" ? zlib.createGunzip() : kind === "zstd" ? createZstd("decompress", path) : undefined;
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  // The generator below throws what goes wrong; the callback is there because one must be.
  const bytes = decompressor ? pipeline(file, decompressor, () => {}) : file;
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } catch (error) {
    throw decompressor && isCompressionError(error) ? damaged(path, kind, error) : notReadable(path, error);
  }
}

interface ZstdLibrary {
  createZstdCompress?: () => Transform;
  createZstdDecompress?: () => Transform;
  zstdDecompressSync?: (bytes: Uint8Array) => Buffer;
}

/** Node's own zstd, from 22.15 on; the types of Node 20 do not know it. */
export const zstd: ZstdLibrary = zlib as unknown as ZstdLibrary;

export function createZstd(direction: "compress" | "decompress", path: string): Transform {
  const create = direction === "compress" ? zstd.createZstdCompress : zstd.createZstdDecompress;
  if (create) return create();
  throw new TeachwhyError({
    code: "zstd-missing",
    message: `${path} is compressed with zstd, which Node ${process.versions.node} cannot ${direction}.`,
    next: "Use Node 22.15 or newer, or gzip instead (by hand: zstd -d FILE, then gzip).",
    data: { path },
  });
}

const isCompressionError = (error: unknown) =>
  error instanceof Error && /^(Z_|ZSTD_)/.test((error as NodeJS.ErrnoException).code ?? "");

function damaged(path: string, kind: string, cause: unknown): TeachwhyError {
  return new TeachwhyError({
    code: "damaged-file",
    message: `${path} is not whole: its ${kind} data ends early or is damaged (${(cause as Error).message}).`,
    next: "Copy or write the file again.",
    data: { path },
    cause,
  });
}

export function notReadable(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (cause instanceof TeachwhyError || typeof code !== "string") return cause;
  return new TeachwhyError({
    code: "not-readable",
    message: code === "ENOENT" ? `There is no file or folder ${path}.` : `Cannot read ${path}: ${message}.`,
    next: code === "ENOENT" ? "Check the path." : "Make the file readable.",
    data: { path },
    cause,
  });
}
