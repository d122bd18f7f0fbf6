import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { startChild } from "../../test/fixtures/store/start-child.ts";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { writeFileAtomic } from "./index.ts";

const folder = useTemporaryFolder();

it("writes text and bytes, makes the folder, and leaves nothing beside the file", async () => {
  await writeFileAtomic(folder("new", "results.json"), "first");
  await writeFileAtomic(folder("new", "results.json"), "second");
  await writeFileAtomic(folder("new", "weights.bin"), new Uint8Array([1, 2, 3]));
  expect(readFileSync(folder("new", "results.json"), "utf8")).toBe("second");
  expect([...readFileSync(folder("new", "weights.bin"))]).toEqual([1, 2, 3]);
  expect(readdirSync(folder("new")).sort()).toEqual(["results.json", "weights.bin"]);
});

it("holds a whole content when the writer is killed", async () => {
  const path = folder("results.json");
  const child = startChild(`
    for (let round = 0; ; round++) {
      await store.writeFileAtomic(${JSON.stringify(path)}, String(round % 10).repeat(1_000_000));
      if (round === 20) console.log("writing");
    }
  `);
  await child.said("writing");
  await child.kill();
  const text = readFileSync(path, "utf8");
  expect(text).toHaveLength(1_000_000);
  expect(text).toBe(text[0].repeat(1_000_000));
});

it.each([
  ["a part of the path is not a folder", ["file", "results.json"]],
  ["there is a folder of that name", ["directory"]],
])("says why it cannot write, and leaves nothing: %s", async (reason, parts) => {
  writeFileSync(folder("file"), "");
  mkdirSync(folder("directory"));
  await expect(writeFileAtomic(folder(...parts), "text")).rejects.toMatchObject({
    name: "TeachwhyError",
    code: "not-writable",
    message: expect.stringContaining(`${folder(...parts)}: ${reason}`),
  });
  expect(readdirSync(folder()).sort()).toEqual(["directory", "file"]);
});
