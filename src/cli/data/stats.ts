import { collectStats, type SetStats, type Share } from "../../datasets/index.ts";
import { print, printJson } from "../print.ts";
import { styleFor } from "../style.ts";
import { visible } from "../visible.ts";
import { openStudent, type StudentOptions } from "./open-student.ts";
import { startReading } from "./reading.ts";
import { countLines, formatTable, percent, whole } from "./table.ts";

export interface StatsCommand extends StudentOptions {
  nearDuplicates: boolean;
  json?: true;
}

/** `teachwhy data stats`. */
export async function stats(file: string, options: StatsCommand): Promise<void> {
  const student = await openStudent(options);
  const reading = startReading();
  const found = await collectStats(reading.records(file), {
    ...student,
    ...(options.nearDuplicates && { nearDuplicates: {} }),
  }).finally(() => reading.done());
  if (options.json) printJson(found);
  else print(formatStats(found));
}

function formatStats(found: SetStats): string {
  const { bold, dim } = styleFor(process.stdout);
  const { countedWith, tokensPerRecord, thoughts, tools, cost } = found;
  const { min, median, mean, p90, max } = tokensPerRecord;
  const counted = `${countedWith.tokenizer}${countedWith.exact ? "" : ", approximate"}, ${countedWith.template ? `template ${countedWith.template}` : "text only"}`;
  const rows = [
    ["records", `${whole(found.records)} (${whole(found.chats)} chats, ${whole(found.documents)} documents)`],
    ["tokens", `${whole(found.tokens)} (${counted})`],
    [
      "a record",
      `${[min, median, mean, p90, max].map(whole).join(" / ")} tokens (min, median, mean, 90%, max)`,
    ],
    [
      "messages",
      Object.entries(found.roles)
        .map(([role, number]) => `${whole(number)} ${role}`)
        .join(", ") || "none",
    ],
    [
      "thoughts",
      `${whole(thoughts.withThought)} of ${whole(thoughts.turns)} assistant turns${thoughts.emptyThoughts > 0 ? `, ${whole(thoughts.emptyThoughts)} empty ones` : ""}`,
    ],
    ["tools", `${whole(tools.recordsWithTools)} records have tools, ${whole(tools.calls)} calls`],
    ...(found.nearDuplicates === undefined
      ? []
      : [
          [
            "near-duplicates",
            `${whole(found.nearDuplicates)} (${percent(found.nearDuplicates / Math.max(1, found.records))})`,
          ],
        ]),
    ...(found.repeatedIds > 0 ? [["repeated ids", whole(found.repeatedIds)]] : []),
    ...(cost.records > 0 ? [["cost", `$${cost.usd.toFixed(4)} by ${whole(cost.records)} records`]] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name!.length));
  const parts = [rows.map(([name, value]) => `${name!.padEnd(width)}  ${value}`).join("\n")];
  for (const [name, groups] of Object.entries(found.by)) {
    if (Object.keys(groups).every((group) => group === "none")) continue;
    parts.push(formatGroups(bold(`by ${name}`), groups, dim));
  }
  if (tools.calls > 0) parts.push([bold("calls"), ...countLines(named(tools.callsByName))].join("\n"));
  return parts.join("\n\n");
}

const shown = 30;

function formatGroups(title: string, groups: Record<string, Share>, dim: (text: string) => string): string {
  const sorted = Object.entries(groups).sort(([, a], [, b]) => b.records - a.records);
  const rows = sorted
    .slice(0, shown)
    .map(([name, { records, tokens }]) => [`  ${visible(name)}`, whole(records), whole(tokens)]);
  const more = sorted.length > shown ? [dim(`  and ${sorted.length - shown} more (--json has all)`)] : [];
  return [title, formatTable([["", "records", "tokens"], ...rows]), ...more].join("\n");
}

const named = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).map(([name, number]) => [visible(name), number]));
