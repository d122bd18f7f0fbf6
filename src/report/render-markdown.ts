// report.md: the same content for a terminal. Folded tables, the glossary and all cases but the first stay
// in the HTML.
import type { Results } from "../experiments/index.ts";
import type { Block, Cell, Table } from "./blocks.ts";
import { accuracyChart } from "./charts/accuracy.ts";
import type { Published } from "./published.ts";
import { answerComparison, differenceText, notices } from "./sections/opening.ts";
import { sectionsOf } from "./sections.ts";
import { outcomeLabel, suiteLabel, verdictMarks, verdictText } from "./words.ts";

export function renderMarkdown(results: Results, published: Published): string {
  const comparison = answerComparison(results);
  const sections = sectionsOf(results, published).filter(({ id }) => id !== "words");
  const parts = [
    `# ${escapeMarkdown(results.question)}`,
    ...notices(results).map(block),
    `**${escapeMarkdown(results.answer.sentence)}**`,
    `${verdictMarks[results.answer.verdict]} ${results.answer.verdict}: ${comparison ? differenceText(comparison.difference) : "no comparison answers it"}`,
    block(accuracyChart(results)),
    ...sections.flatMap(({ title, lead, blocks }) => [
      `## ${title}`,
      escapeMarkdown(lead),
      ...blocks.map(block),
    ]),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

/** Text stays text: no tag, table border, emphasis, link or heading of anybody's making. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*|]/g, "\\$&")
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\_")
    .replace(/<(?=[A-Za-z/!?])/g, "\\<")
    .replace(/\](?=[([])/g, "\\]")
    .replace(/^([#>+-])(?=\s)/, "\\$1");
}

function block(one: Block): string {
  switch (one.kind) {
    case "text":
      return escapeMarkdown(one.text);
    case "heading":
      return `### ${escapeMarkdown(one.text)}`;
    case "notice":
      return `> **${escapeMarkdown(one.title)}** ${escapeMarkdown(one.text)}`;
    case "list":
      return one.items.map((item) => `- ${escapeMarkdown(item)}`).join("\n");
    case "terms":
      return one.terms
        .map(({ word, meaning }) => `- **${escapeMarkdown(word)}**: ${escapeMarkdown(meaning)}`)
        .join("\n");
    case "source": {
      const items = one.items.map(({ bearing, headline, statement, figures, detail }) => {
        const list = figures.map(([condition, figure]) => `${condition} ${figure}`).join(", ");
        return `  - ${bearing}: ${escapeMarkdown([headline, statement, list, detail].filter(Boolean).join("; "))}`;
      });
      return [`- ${escapeMarkdown(one.name)}`, ...items].join("\n");
    }
    case "table":
      return one.folded ? "" : table(one);
    case "chart":
      return one.table ? table(one.table) : escapeMarkdown(one.label);
    case "versus":
      return [
        `### ${escapeMarkdown(one.title)}`,
        `**${verdictText(one.verdict, one.exploratory)}**. ${escapeMarkdown(one.subtitle)}`,
        "Ours, this miniature:",
        ...one.ours.map(block),
        "Published, other models:",
        ...one.published.map(block),
      ].join("\n\n");
    case "transcript":
      return one.open ? transcript(one.transcript) : "";
  }
}

function table({ caption, note, columns, rows }: Table): string {
  const cells = rows.map((row) => row.map(cellText));
  const head = columns.map(({ label }) => escapeMarkdown(label));
  const widths = head.map((label, i) =>
    Math.max(3, label.length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => pad(cell, widths[i]!, columns[i]!.text)).join(" | ")} |`;
  const rule = `|${columns.map(({ text }, i) => (text ? `${"-".repeat(widths[i]! + 2)}` : `${"-".repeat(widths[i]! + 1)}:`)).join("|")}|`;
  return [
    `**${escapeMarkdown(caption)}**${note ? ` ${escapeMarkdown(note)}` : ""}`,
    "",
    line(head),
    rule,
    ...cells.map(line),
  ].join("\n");
}

const pad = (cell: string, width: number, left = false) => (left ? cell.padEnd(width) : cell.padStart(width));

function cellText(cell: Cell): string {
  if (typeof cell === "string") return escapeMarkdown(cell);
  const { text, small } = cell;
  return escapeMarkdown(small?.startsWith("[") ? `${text} ${small}` : small ? `${text} (${small})` : text);
}

function transcript({
  suite,
  world,
  act,
  harmful,
  prompt,
  answers,
}: Extract<Block, { kind: "transcript" }>["transcript"]): string {
  const parts = answers.map(
    ({ arm, text, outcomes }) =>
      `${escapeMarkdown(arm)} (${escapeMarkdown(outcomes.map(outcomeLabel).join(", "))}):\n\n${fenced(text)}`,
  );
  const title = `### ${escapeMarkdown(act)} (${harmful ? "harmful" : "benign"}, ${escapeMarkdown(suiteLabel(suite))}, world ${world})`;
  return [title, fenced(prompt), ...parts].join("\n\n");
}

/** A fence that is longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}\n${text}\n${fence}`;
}
