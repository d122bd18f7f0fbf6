import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";
import type { Tensor } from "./weights.ts";

// safetensors.numpy.save({"b": [-0.5, 0.5, 1.5], "a.weight": [[0, 0.25], [0.5, 0.75]]}), version 0.8.0 for Python:
// as float32 with metadata {"world": "1"}, and as float16 without.
const fromPython = {
  full: `mAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJ3b3JsZCI6IjEifSwiYS53ZWlnaHQiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsMl0s
    ImRhdGFfb2Zmc2V0cyI6WzAsMTZdfSwiYiI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzE2LDI4XX19ICAg
    IAAAAAAAAIA+AAAAPwAAQD8AAAC/AAAAPwAAwD8=`,
  half: `eAAAAAAAAAB7ImEud2VpZ2h0Ijp7ImR0eXBlIjoiRjE2Iiwic2hhcGUiOlsyLDJdLCJkYXRhX29mZnNldHMiOlswLDhdfSwiYiI6eyJk
    dHlwZSI6IkYxNiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzgsMTRdfX0gICAAAAA0ADgAOgC4ADgAPg==`,
};
const tensors = { b: tensor([3], [-0.5, 0.5, 1.5]), "a.weight": tensor([2, 2], [0, 0.25, 0.5, 0.75]) };

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "teachwhy-"));
  path = join(folder, "model.safetensors");
});
afterAll(() => rm(folder, { recursive: true }));

test("files are those of the Python library, byte for byte, both ways", async () => {
  for (const precision of ["full", "half"] as const) {
    const bytes = Buffer.from(fromPython[precision], "base64");
    const metadata: Record<string, string> = precision === "full" ? { world: "1" } : {};
    await writeSafetensors(path, tensors, precision === "full" ? { metadata } : { precision });
    expect(await readFile(path)).toEqual(bytes);
    await writeFile(path, bytes);
    expect(await readSafetensors(path)).toEqual({ tensors, metadata });
  }
  expect(await readdir(folder)).toEqual(["model.safetensors"]);
});

test("whatever is written is read again", async () => {
  const anyTensor = fc
    .array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
    .chain((shape) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return fc.tuple(fc.constant(shape), fc.float32Array({ minLength: length, maxLength: length }));
    })
    .map(([shape, data]) => ({ shape, data }));
  const name = fc.string().filter((text) => !text.startsWith("__")); // __metadata__ and __proto__ are taken
  const metadata = fc.dictionary(name, fc.string());
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, anyTensor), metadata, async (tensors, metadata) => {
      await writeSafetensors(path, tensors, { metadata });
      const read = await readSafetensors(path);
      expect(Object.entries(read.tensors).sort()).toEqual(Object.entries(tensors).sort());
      expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
    }),
  );
});

test("half precision is off by at most a part in 2048, and refuses what it cannot hold", async () => {
  const number = fc.float({ min: 2 ** -14, max: 65504, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(number, { minLength: 1 }), async (numbers) => {
      await writeSafetensors(path, { a: tensor([numbers.length], numbers) }, { precision: "half" });
      const { data } = (await readSafetensors(path)).tensors.a;
      numbers.forEach((value, i) => {
        expect(Math.abs(data[i] - value) / value).toBeLessThanOrEqual(1 / 2048);
      });
    }),
  );
  const tooLarge = writeSafetensors(path, { a: tensor([1], [70000]) }, { precision: "half" });
  await expect(tooLarge).rejects.toThrow('"a" holds 70000, and half precision ends at 65504');
});

test("a file cut at any byte is refused by name", async () => {
  const whole = Buffer.from(fromPython.half, "base64");
  for (let length = 0; length < whole.length; length++) {
    await writeFile(path, whole.subarray(0, length));
    await expect(readSafetensors(path)).rejects.toMatchObject({
      message: expect.stringMatching(/Cannot read .*model\.safetensors: .* ends /),
      next: expect.stringContaining("Copy it again"),
    });
  }
});

test("damage is named", async () => {
  const entry = (from: number, to: number, extra = {}) => ({
    dtype: "F32",
    shape: [1],
    data_offsets: [from, to],
    ...extra,
  });
  const faults: [unknown, string][] = [
    ["{", "its header is not JSON"],
    [{ a: { dtype: "F32", shape: [1] } }, 'its header is wrong at "a.data_offsets"'],
    [{ a: entry(0, 4, { shape: [-1] }) }, 'its header is wrong at "a.shape.0"'],
    [{ __metadata__: { world: 1 }, a: entry(0, 4) }, 'its header is wrong at "__metadata__.world"'],
    [{ a: entry(4, 8) }, '"a" should begin at offset 0, but begins at 4'],
    [{ a: entry(0, 4), b: entry(2, 6) }, '"b" should begin at offset 4, but begins at 2'],
    [{ a: entry(0, 8) }, '"a" of shape [1] takes 4 bytes, but has 8'],
    [{ a: entry(0, 12, { shape: [3] }) }, "but the file ends at"],
    [{ a: entry(0, 4) }, "it has 4 bytes after its last tensor"],
    [{ a: entry(0, 8, { dtype: "I64" }) }, '"a" has type I64, and only F32 and F16 are known'],
  ];
  for (const [header, message] of faults) {
    const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    await writeFile(path, Buffer.concat([length, json, Buffer.alloc(8)]));
    await expect(readSafetensors(path)).rejects.toThrow(message);
  }
});

function tensor(shape: number[], numbers: number[]): Tensor {
  return { shape, data: Float32Array.from(numbers) };
}
