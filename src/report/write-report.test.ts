import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inventedResults } from "../../test/fixtures/report/invented-results.ts";
import { Results } from "../experiments/index.ts";
import { canonicalResults, writeReport } from "./write-report.ts";

test("three whole files, and the results come back as they went in", async () => {
  const directory = await mkdtemp(join(tmpdir(), "teachwhy-report-"));
  await using _ = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
  const results = inventedResults();
  const files = await writeReport(results, join(directory, "new", "folder"));
  expect(await readdir(join(directory, "new", "folder"))).toEqual([
    "report.html",
    "report.md",
    "results.json",
  ]);
  const written = await readFile(files.results, "utf8");
  expect(Results.parse(JSON.parse(written))).toEqual(results);
  expect(await readFile(files.html, "utf8")).toContain("</html>");
  expect(await readFile(files.markdown, "utf8")).toContain(`# ${results.question}`);
});

test("the same results are the same bytes, whatever the order of their keys", () => {
  const results = inventedResults();
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
  const text = canonicalResults(results);
  expect(canonicalResults(reversed(results) as Results)).toBe(text);
  expect(text.startsWith('{\n  "format": 1,')).toBe(true);
  expect(text.endsWith("}\n")).toBe(true);
});

test("one cell a line, so that runs can be compared line by line", () => {
  const results = inventedResults();
  const cells = canonicalResults(results)
    .split("\n")
    .filter((line) => /^ {4}\{.*"world":/.test(line) && line.includes('"outcome"'));
  expect(cells.length).toBe(results.cells.length);
});

test("results of another shape are refused before anything is written", () => {
  expect(() => canonicalResults({ ...inventedResults(), hosts: ["here"] } as unknown as Results)).toThrow(
    /hosts/,
  );
});
