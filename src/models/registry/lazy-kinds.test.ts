import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const face = new URL("../index.ts", import.meta.url).href;

/** Packages that a fresh process loads while it opens these models, of those that speak to models. */
function packagesLoadedBy(names: string[]): string[] {
  const hooks = `
    import { writeSync } from "node:fs";
    export async function resolve(specifier, context, next) {
      const found = await next(specifier, context);
      writeSync(1, found.url + "\\n");
      return found;
    }`;
  const code = `
    import { register } from "node:module";
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(hooks)}));
    const { openModel, listKinds } = await import(${JSON.stringify(face)});
    listKinds();
    for (const name of ${JSON.stringify(names)}) await openModel(name, { env: { ANTHROPIC_API_KEY: "k", OPENAI_API_KEY: "k" } });`;
  const node = ["--import", "tsx", "--input-type=module", "--eval", code];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const packages = [...stdout.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map((hit) => hit[1]);
  const speaking = /^(ai|node-llama-cpp|@ai-sdk\/(anthropic|openai|google|openai-compatible))$/;
  return [...new Set(packages)].filter((name) => speaking.test(name)).sort();
}

it("a provider's package is loaded when a model of its kind is opened, and not before", () => {
  expect(packagesLoadedBy([])).toEqual([]);
  expect(packagesLoadedBy(["anthropic:c"])).toEqual(["@ai-sdk/anthropic"]);
  expect(packagesLoadedBy(["openai-compatible:http://h/v1#m"])).toEqual(["@ai-sdk/openai-compatible"]);
});
