// Without node-llama-cpp; with it and a model: test/gguf.slow.test.ts.
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { useTemporaryFolder } from "../../../../test/fixtures/store/temporary-folder.ts";
import { openModel } from "../../index.ts";

const inFolder = useTemporaryFolder();

/** A folder in which something of that name is installed. */
function installed(): Record<string, string> {
  const folder = inFolder("elsewhere", "node_modules", "node-llama-cpp");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/package.json`, '{"name":"node-llama-cpp","main":"index.js"}');
  writeFileSync(`${folder}/index.js`, "throw new Error('loaded')");
  return { TEACHWHY_NODE_LLAMA_CPP: inFolder("elsewhere") };
}

function fileOf(text: string): string {
  writeFileSync(inFolder("model.gguf"), text);
  return `gguf:${inFolder("model.gguf")}`;
}

it("says what to install where the package is missing", async () => {
  await expect(openModel(fileOf("GGUF and more"), { env: {} })).rejects.toMatchObject({
    code: "node-llama-cpp",
    next: expect.stringContaining("npm install --ignore-scripts node-llama-cpp@3."),
  });
});

it("loads nothing before it is asked; other bytes are another model", async () => {
  const env = installed();
  const one = await openModel(fileOf("GGUF and more"), { env });
  expect(one).toMatchObject({ kind: "gguf", id: "model.gguf", maxConcurrency: 1 });
  const other = await openModel(fileOf("GGUF and less"), { env });
  expect(other.identity).not.toBe(one.identity);
  const prompt = [{ role: "user" as const, content: [{ type: "text" as const, text: "Hello" }] }];
  await expect(other.model.doGenerate({ prompt })).rejects.toThrow("loaded");
});

it.each([
  ["missing.gguf", /no such file/],
  [".", /it is a folder/],
])("refuses %s", async (path, why) => {
  const opening = openModel(`gguf:${inFolder(path)}`, { env: installed() });
  await expect(opening).rejects.toMatchObject({ code: "gguf", message: expect.stringMatching(why) });
});

it("refuses a file of another format", async () => {
  const opening = openModel(fileOf("{}"), { env: installed() });
  await expect(opening).rejects.toMatchObject({
    code: "gguf",
    message: expect.stringMatching(/no GGUF file/),
  });
});

it("refuses settings that it has no use for", async () => {
  await expect(openModel(`${fileOf("GGUF")}?thinking=on`, { env: installed() })).rejects.toMatchObject({
    code: "model-option",
  });
});
