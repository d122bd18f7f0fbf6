// Tensors in the safetensors format (https://github.com/huggingface/safetensors), byte for byte as its own library
// writes them: the header's length (8 bytes, little-endian), a JSON header padded with spaces to a multiple of 8,
// then the numbers, tensor after tensor without gaps.
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { TeachwhyError, writeFileAtomic } from "../../store/index.ts";
import { decodeHalf, encodeHalf, largestHalf } from "./half.ts";
import type { Tensor } from "./weights.ts";

/** "full" stores 4 bytes a number, "half" 2: a relative error of at most 1/2048 from 0.00006 to 65504. */
export type Precision = "full" | "half";

export interface SafetensorsFile {
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
}

const bytesPerNumber: Record<string, number> = { F32: 4, F16: 2 };

const size = z.int().nonnegative();
const Header = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(z.strictObject({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) }));

/** Whatever stops it, the path holds the old file or the new one, whole. */
export async function writeSafetensors(
  path: string,
  tensors: Record<string, Tensor>,
  { precision = "full", metadata }: { precision?: Precision; metadata?: Record<string, string> } = {},
): Promise<void> {
  const dtype = precision === "half" ? "F16" : "F32";
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const name of Object.keys(tensors).sort()) {
    const { shape, data } = tensors[name];
    const numbers = precision === "half" ? toHalf(name, data) : data;
    parts.push(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    header[name] = { dtype, shape, data_offsets: [end, end + numbers.byteLength] };
    end += numbers.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const start = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  start.writeBigUInt64LE(BigInt(start.length - 8));
  json.copy(start, 8);
  await writeFileAtomic(path, Buffer.concat([start, ...parts]));
}

/** Numbers stored as halves come back as float32. Throws at a file that is cut or damaged, and says where. */
export async function readSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await readFile(path);
  const fail = (what: string): never => {
    throw damagedFile(path, what);
  };
  if (file.length < 8) fail(`it ends after ${file.length} bytes, within the header's length`);
  const start = 8 + Number(file.readBigUInt64LE());
  if (start > file.length)
    fail(`its header should end at byte ${start}, but the file ends at ${file.length}`);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(file.toString("utf8", 8, start), fail);

  const tensors: Record<string, Tensor> = {};
  let end = 0; // of the tensors so far, in bytes after the header
  // By begin, then by end: an empty tensor begins where the next one does.
  const inOrder = Object.entries(entries).sort(([, { data_offsets: a }], [, { data_offsets: b }]) =>
    a[0] === b[0] ? a[1] - b[1] : a[0] - b[0],
  );
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    const [from, to] = data_offsets;
    const width =
      bytesPerNumber[dtype] ?? fail(`"${name}" has type ${dtype}, and only F32 and F16 are known`);
    const length = shape.reduce((product, size) => product * size, 1) * width;
    if (from !== end) fail(`"${name}" should begin at offset ${end}, but begins at ${from}`);
    if (to - from !== length)
      fail(`"${name}" of shape [${shape}] takes ${length} bytes, but has ${to - from}`);
    end = to;
    if (start + end > file.length)
      fail(`"${name}" should end at byte ${start + end}, but the file ends at ${file.length}`);
    const bytes = Uint8Array.prototype.slice.call(file, start + from, start + to).buffer;
    const data =
      dtype === "F16" ? Float32Array.from(new Uint16Array(bytes), decodeHalf) : new Float32Array(bytes);
    tensors[name] = { shape, data };
  }
  if (start + end < file.length) fail(`it has ${file.length - start - end} bytes after its last tensor`);
  return { tensors, metadata };
}

/** The error for a file of a checkpoint that is not what it should be. */
export function damagedFile(path: string, what: string): TeachwhyError {
  return new TeachwhyError({
    code: "damaged-file",
    message: `Cannot read ${path}: ${what}.`,
    next: "Copy it again from where it came, or make it again.",
    data: { path },
  });
}

function parseHeader(text: string, fail: (what: string) => never): z.infer<typeof Header> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(`its header is not JSON (${(error as Error).message})`);
  }
  const parsed = Header.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  return fail(`its header is wrong at "${path.join(".")}" (${message})`);
}

function toHalf(name: string, data: Float32Array): Uint16Array {
  return Uint16Array.from(data, (value) => {
    if (Math.abs(value) > largestHalf && Number.isFinite(value)) {
      throw new TeachwhyError({
        code: "not-a-half",
        message: `"${name}" holds ${value}, and half precision ends at ${largestHalf}.`,
        next: "Store it in full precision.",
        data: { name, value },
      });
    }
    return encodeHalf(value);
  });
}
