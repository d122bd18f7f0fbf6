import { expect, test } from "vitest";
import { inventedResults } from "../../test/fixtures/report/invented-results.ts";
import { readPublished } from "./published.ts";
import { escapeMarkdown, renderMarkdown } from "./render-markdown.ts";

const published = readPublished();

test("says the same as the page: question, answer, accuracy of every arm, verdicts, limits", () => {
  const results = inventedResults();
  const report = renderMarkdown(results, published);
  expect(report.startsWith(`# ${results.question}\n\n> **This constitution leaves moss unprotected.**`)).toBe(
    true,
  );
  expect(report).toContain(`\n\n**${results.answer.sentence}**`);
  expect(report).toMatch(/● reproduced: \+\d+ points, 95% interval .* over 6 worlds/);
  expect(report).toMatch(/\| fir \(not learned\) +\| +\d+% \[\d+–\d+\]/);
  expect(report).toContain("speaks against it: untouched 57.5%");
  expect(report).toMatch(/\| fir +\| +0 of 6 +\|.*✗ \(\d+ \/ \d+ \/ [<>]?\d+, 4×\)/);
  expect(report).toContain("## What this cannot say");
  expect(report.endsWith("\n")).toBe(true);
  expect(report).not.toMatch(/NaN|undefined|null|\[object/);
});

test("every table is as wide in its rows as in its head", () => {
  const lines = renderMarkdown(inventedResults(), published).split("\n");
  const borders = (line: string) => line.replaceAll("\\|", "").split("|").length;
  const heads = lines.flatMap((line, i) => (/^\|[-:|]+\|$/.test(line) ? [i - 1] : []));
  expect(heads.length).toBeGreaterThan(10);
  for (const head of heads) {
    for (let i = head; lines[i]?.startsWith("|"); i++) expect(borders(lines[i]!)).toBe(borders(lines[head]!));
  }
});

test("text stays text", () => {
  expect(escapeMarkdown("a | b\n<script>x</script> *c* `d` [e](f)")).toBe(
    "a \\| b \\<script>x\\</script> \\*c\\* \\`d\\` [e\\](f)",
  );
  expect(escapeMarkdown("# no heading")).toBe("\\# no heading");
  expect(escapeMarkdown("<2%, over_refused")).toBe("<2%, over_refused");
});

test("a transcript full of backticks cannot end its own fence", () => {
  const results = inventedResults();
  results.cases[0]!.answers[0]!.text = "```\n# free\n````";
  const report = renderMarkdown(results, published);
  expect(report).toContain("`````\n```\n# free\n````\n`````");
});

test("a run that decides nothing says so before its answer", () => {
  const report = renderMarkdown(inventedResults({ worlds: [991] }), published);
  expect(report.indexOf("decides nothing")).toBeLessThan(report.indexOf("Yes, in this invented grove"));
});
