// The three files of a report. Each is written whole or not at all.
import { join } from "node:path";
import { Results } from "../experiments/index.ts";
import { writeFileAtomic } from "../store/index.ts";
import { readPublished } from "./published.ts";
import { renderHtml } from "./render-html.ts";
import { renderMarkdown } from "./render-markdown.ts";

export interface ReportFiles {
  html: string;
  markdown: string;
  results: string;
}

/** Writes report.html, report.md and results.json into a folder and gives their paths. */
export async function writeReport(results: Results, directory: string): Promise<ReportFiles> {
  const published = readPublished();
  const files = {
    html: join(directory, "report.html"),
    markdown: join(directory, "report.md"),
    results: join(directory, "results.json"),
  };
  await writeFileAtomic(files.html, renderHtml(results, published));
  await writeFileAtomic(files.markdown, renderMarkdown(results, published));
  await writeFileAtomic(files.results, canonicalResults(results));
  return files;
}

/**
 * The same results, the same bytes: keys in the schema's order, whatever order they came in. Lists stand one
 * element a line, so that two runs can be compared with `diff` and read with `grep`.
 */
export function canonicalResults(results: Results): string {
  const fields = Object.entries(Results.parse(results)).map(([key, value]) => {
    const many = Array.isArray(value) && value.some((element) => typeof element === "object");
    const body = many
      ? `[\n${value.map((element) => `    ${JSON.stringify(element)}`).join(",\n")}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(key)}: ${body}`;
  });
  return `{\n${fields.join(",\n")}\n}\n`;
}
