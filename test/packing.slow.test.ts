// A packed copy, installed elsewhere, as a user without this repository has it.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { folderBytes, installPacked, type PackedInstall } from "./install-packed.ts";

let installed: PackedInstall;
beforeAll(() => {
  installed = installPacked();
});
afterAll(() => installed[Symbol.dispose]());

test("the program is there and says what it can do", () => {
  expect(installed.teachwhy("--help")).toMatch(/Usage: teachwhy/);
});

test("the engine runs from what npm brought, without a download", () => {
  const doctor = JSON.parse(installed.teachwhy("doctor", "--json"));
  expect(doctor.ready).toBe(true);
  expect(doctor.checks).toContainEqual(expect.objectContaining({ name: "engine", status: "fine" }));
});

test("the short form of the main job runs, and what it made is not made again", () => {
  const demo = (out: string) => {
    const answer = installed.teachwhy("demo", "--quick", "--out", out);
    return { answer, results: readFileSync(join(installed.folder, out, "results.json"), "utf8") };
  };
  const first = demo("first");
  expect(first.answer).toMatch(/^Report: first\/report\.html$/m);
  expect(JSON.parse(first.results)).toMatchObject({ experiment: "quick", decides: false });
  expect(existsSync(join(installed.folder, "first/report.html"))).toBe(true);

  const begin = performance.now();
  expect(demo("second")).toMatchObject({ results: first.results });
  expect(performance.now() - begin).toBeLessThan(20_000);

  const run = /teachwhy transcripts (\S+)/.exec(first.answer)![1]!;
  expect(installed.teachwhy("transcripts", run, "--arm", "reasons", "--limit", "1")).toMatch(
    /^reasons, world 1/,
  );
});

test("recipes, prompts and prices came with it", () => {
  expect(JSON.parse(installed.teachwhy("generate", "--list", "--json")).length).toBe(10);
  expect(installed.teachwhy("prompts", "show", "stories/write")).toContain("Write this story");
  const options = [
    "--constitution",
    join(installed.folder, "node_modules/teachwhy/constitutions/assistant.md"),
  ];
  const estimate = ["--teacher", "anthropic:claude-haiku-4-5", "--n", "10", "--dry-run", "--json"];
  expect(installed.teachwhy("generate", "stories", ...options, ...estimate)).toContain('"usd"');
});

test("what is shipped is what a user needs: no tests, no sources", () => {
  const shipped = join(installed.folder, "node_modules/teachwhy");
  expect(existsSync(join(shipped, "dist/cli/main.js"))).toBe(true);
  expect(existsSync(join(shipped, "LICENSE"))).toBe(true);
  for (const left of ["src", "test", "benchmarks", "scripts"]) {
    expect(existsSync(join(shipped, left)), left).toBe(false);
  }
});

test("it is not larger than the README says", () => {
  const megabytes = folderBytes(join(installed.folder, "node_modules")) / 1e6;
  console.log(
    `installed: ${megabytes.toFixed(0)} MB, tarball: ${(installed.tarballBytes / 1e6).toFixed(1)} MB`,
  );
  const said = Number(/301 of (\d+) MB/.exec(readFileSync("README.md", "utf8"))![1]);
  expect(megabytes).toBeLessThan(said * 1.05);
  expect(installed.tarballBytes / 1e6).toBeLessThan(15);
});
