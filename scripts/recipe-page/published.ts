// Published results that a recipe rests on, and those that speak against it.
import { readFileSync } from "node:fs";

type Figure = number | number[];
interface Result {
  id: string;
  source: string;
  bearing: "supports" | "contrary" | "mixed" | "context";
  model?: string;
  metric?: string;
  intervention?: string;
  tokens?: number;
  value?: number;
  reference?: number;
  factor?: number[];
  values?: Record<string, Figure>;
  direction?: string;
  note?: string;
}

const { results, sources }: { results: Result[]; sources: Record<string, string> } = JSON.parse(
  readFileSync(new URL("../../published/results.json", import.meta.url), "utf8"),
);

const find = (id: string): Result => {
  const result = results.find((one) => one.id === id);
  if (!result) throw new Error(`published/results.json has no "${id}".`);
  return result;
};

export function tabulatePublished(ids: string[]): string {
  const found = ids.map(find);
  const used = [...new Set(found.map(({ source }) => source))];
  return [
    "| what was done | measured | result | compared with | bearing | source |",
    "|---|---|---|---|---|---|",
    ...found.map((result) =>
      row([
        [result.intervention ?? "", tokensOf(result), result.model ? `(${result.model})` : ""]
          .filter(Boolean)
          .join(" ") || "–",
        result.metric ?? "–",
        [outcomeOf(result), result.note].filter(Boolean).join("<br>"),
        result.reference === undefined ? "–" : percent(result.reference),
        result.bearing === "contrary" ? "**contrary**" : result.bearing,
        result.source,
      ]),
    ),
    "",
    ...used.map((source) => `- \`${source}\`: ${sources[source]}`),
  ].join("\n");
}

/** The first that has one figure and what it is compared with, for tables of recipes. */
export function headline(ids: string[]): string {
  const found = ids.map(find);
  const first = found.find(({ value, reference }) => value !== undefined && reference !== undefined);
  if (!first) return found.some(({ values }) => values) ? "several conditions, on its page" : "no rate";
  return `${percent(first.reference!)} to ${percent(first.value!)} (${first.metric!.split(/,? mean of/)[0]})`;
}

function outcomeOf({ value, factor, values, direction }: Result): string {
  if (value !== undefined) return `**${percent(value)}**`;
  if (factor) return `a factor of ${factor.join(" to ")}`;
  if (values)
    return Object.entries(values)
      .map(([name, figure]) => `${name} ${figureOf(figure)}`)
      .join("; ");
  return direction ?? "";
}

const figureOf = (figure: Figure) =>
  Array.isArray(figure) ? figure.map(percent).join(" to ") : percent(figure);
const percent = (rate: number) => `${Number((100 * rate).toFixed(1))}%`;
const tokensOf = ({ tokens }: Result) => (tokens ? `[${tokens / 1e6}M tokens]` : "");
const row = (cells: string[]) => `| ${cells.join(" | ")} |`;
