// What is written by scripts is up to date.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { asFile, handMadeFile, measureExamples } from "../scripts/measure-examples.ts";
import { pagesFolder, recipePages } from "../scripts/recipe-pages.ts";

const again = "is not what the script makes of recipes, examples and prices now";

test("what estimates know of the examples is what was made", async () => {
  const measured = asFile(await measureExamples());
  expect(
    readFileSync(handMadeFile, "utf8"),
    `${handMadeFile} ${again}. Run: npx tsx scripts/measure-examples.ts`,
  ).toBe(measured);
});

test("every recipe has its page, as the recipe is", async () => {
  for (const [name, text] of await recipePages()) {
    const file = join(pagesFolder, name);
    expect(
      existsSync(file) ? readFileSync(file, "utf8") : "",
      `docs/recipes/${name} ${again}. Run: npx tsx scripts/recipe-pages.ts`,
    ).toBe(text);
  }
});

test("every link to a file on the pages is to one that is there", async () => {
  for (const [name, text] of await recipePages()) {
    for (const [, path] of text.matchAll(/(?<!\\)\]\((?!https?:)([^)]+)\)/g))
      expect(existsSync(join(pagesFolder, path!)), `${path} in ${name}`).toBe(true);
  }
});
