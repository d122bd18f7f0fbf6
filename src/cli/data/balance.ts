import { statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import {
  type Balance,
  balanceSets,
  countTokens,
  type DataRecord,
  type GroupBalance,
  openRecordWriter,
  type Weighed,
} from "../../datasets/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import { print, printJson } from "../print.ts";
import { type Style, styleFor } from "../style.ts";
import { visible } from "../visible.ts";
import { openStudent, type StudentOptions } from "./open-student.ts";
import { type Reading, startReading } from "./reading.ts";
import { refuseExisting } from "./refuse-existing.ts";
import { formatTable, percent, whole } from "./table.ts";
import { writeAll } from "./write-all.ts";

export const groupings = ["domain", "variant", "recipe", "section"] as const;

export interface BalanceCommand extends StudentOptions {
  out: string;
  by: (typeof groupings)[number];
  tolerance: number;
  seed: number;
  force?: true;
  json?: true;
}

/** `teachwhy data balance`: two files of as many tokens in each group. Exit code 1 where whole records do not reach it. */
export async function balance(a: string, b: string, options: BalanceCommand): Promise<void> {
  const outs = outputNames(a, b).map((name) => join(options.out, name));
  for (const out of outs) refuseExisting(out, { ...options, inputs: [a, b] });
  const student = await openStudent(options);
  const reading = startReading();
  try {
    const weigh = async (path: string) => {
      const set: Weighed[] = [];
      for await (const record of reading.records(path)) {
        set.push({ id: record.id, group: groupOf(record, options.by), tokens: countTokens(record, student) });
      }
      return set;
    };
    const found = balanceSets(await weigh(a), await weigh(b), options);
    if (found.keep.every((kept) => kept.length === 0)) throw nothingInCommon(options.by, found);
    for (const [side, path] of [a, b].entries()) {
      await writeAll(await openRecordWriter(outs[side]!), kept(reading, path, found.keep[side]!));
    }
    reading.done();
    if (options.json)
      printJson({ files: outs, countedWith: student.tokenizer.name, ...found, keep: undefined });
    else print(formatBalance(found, outs, options, styleFor(process.stdout)));
    if (!found.total.reached || found.groups.some(({ reached }) => !reached)) process.exitCode = 1;
  } finally {
    reading.done();
  }
}

function nothingInCommon(by: string, { groups }: Balance): TeachwhyError {
  const [first, second] = ([0, 1] as const).map((side) => {
    const names = groups.filter(({ before }) => before[side].tokens > 0).map(({ group }) => visible(group));
    return `${names.slice(0, 3).join(", ")}${names.length > 3 ? ", ..." : ""}` || "no records";
  });
  return new TeachwhyError({
    code: "nothing-in-common",
    message: `The sets have no ${by} in common, so nothing would be left. First: ${first}. Second: ${second}.`,
    next: "Name what both have: --by domain, variant, recipe or section.",
  });
}

/** The names of the sets, a folder's with an ending; the same name twice is told apart. */
function outputNames(a: string, b: string): [string, string] {
  const names = [a, b].map((path) =>
    isFolder(path) ? `${basename(resolve(path))}.jsonl` : basename(path),
  ) as [string, string];
  return names[0] === names[1] ? [`a-${names[0]}`, `b-${names[1]}`] : names;
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function groupOf({ provenance }: DataRecord, by: BalanceCommand["by"]): string {
  if (by === "section") return provenance.sections?.[0] ?? "none";
  return provenance[by] ?? "none";
}

async function* kept(reading: Reading, path: string, positions: readonly number[]) {
  let [position, next] = [0, 0];
  for await (const record of reading.records(path)) {
    if (positions[next] === position++) {
      next++;
      yield record;
    }
  }
}

function formatBalance(
  { groups, total }: Balance,
  outs: readonly string[],
  { by, tolerance }: BalanceCommand,
  style: Style,
): string {
  const row = (name: string, { before, after, apart }: Omit<GroupBalance, "group">) => [
    visible(name),
    ...before.map(({ records, tokens }) => `${whole(records)} / ${whole(tokens)}`),
    ...after.map(({ records, tokens }) => `${whole(records)} / ${whole(tokens)}`),
    percent(apart),
  ];
  const missing = groups.flatMap(({ group, missing }) =>
    missing
      ? [
          `  ${visible(group)}: the ${missing.side === 0 ? "first" : "second"} set, ${whole(missing.records)} records more (${whole(missing.tokens)} tokens)`,
        ]
      : [],
  );
  const over = groups.filter(({ reached }) => !reached).map(({ group }) => visible(group));
  return [
    formatTable([
      [by, "first", "second", "first kept", "second kept", "apart"],
      ...groups.map((one) => row(one.group, one)),
      row("all", total),
    ]),
    "Records / tokens.",
    ...(missing.length > 0 ? ["To keep everything, these would be needed:", ...missing] : []),
    ...(over.length > 0
      ? [style.yellow(`Whole records do not come within ${percent(tolerance)} in ${over.join(", ")}.`)]
      : []),
    ...outs,
  ].join("\n");
}
