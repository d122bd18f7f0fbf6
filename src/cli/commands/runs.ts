import { existsSync } from "node:fs";
import type { Command } from "commander";
import type { StoredRun } from "../../store/index.ts";
import { jsonOption, storeOption } from "../options.ts";
import { print, printJson } from "../print.ts";

interface StoreOptions {
  store: string;
  json?: true;
}

export function addRuns(program: Command): void {
  const runs = program.command("runs").description("list, show and remove runs in the store");

  runs
    .command("list")
    .description("print every run: name, state, when it started and last did something")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  $ teachwhy runs list --store /data/runs\n")
    .action(async (options: StoreOptions) => {
      const { listRuns, openStore } = await import("../../store/index.ts");
      // Opening would make the folder, and looking must not leave anything behind.
      const list = existsSync(options.store) ? await listRuns(await openStore(options.store)) : [];
      if (options.json) printJson(list);
      else
        print(
          list.length === 0 ? `No runs in ${options.store}. Start one: teachwhy demo --quick` : table(list),
        );
    });

  runs
    .command("show")
    .description("print a run's manifest: experiment, state, command, machine, versions, artifacts")
    .argument("<run>", "a run's name, as `teachwhy runs list` prints it")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  $ teachwhy runs show quick-0a1b2c3d\n")
    .action(async (id: string, options: StoreOptions) => {
      const { openStore, showRun } = await import("../../store/index.ts");
      const run = await showRun(await openStore(options.store), id);
      if (options.json) printJson(run);
      else print(describe(run));
    });

  runs
    .command("rm")
    .description("remove a run, and the artifacts that no other run uses")
    .argument("<run>", "a run's name, as `teachwhy runs list` prints it")
    .option("--dry-run", "only say what would be removed")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  $ teachwhy runs rm quick-0a1b2c3d --dry-run\n")
    .action(async (id: string, options: StoreOptions & { dryRun?: true }) => {
      const { openStore, removeRun } = await import("../../store/index.ts");
      const removed = await removeRun(await openStore(options.store), id, {
        dryRun: options.dryRun === true,
      });
      const megabytes = (removed.bytesFreed / 1e6).toFixed(1);
      const verb = options.dryRun ? "Would remove" : "Removed";
      if (options.json) printJson(removed);
      else print(`${verb} ${removed.id}: ${removed.artifacts.length} artifacts, ${megabytes} MB.`);
    });
}

function table(runs: StoredRun[]): string {
  const width = Math.max(...runs.map(({ id }) => id.length));
  const times = (run: StoredRun) =>
    run.status === "unreadable"
      ? ""
      : `started ${shortTime(run.startedAt)}  last ${shortTime(run.updatedAt)}`;
  return runs
    .map((run) => `${run.id.padEnd(width)}  ${run.status.padEnd(10)}  ${times(run)}`.trimEnd())
    .join("\n");
}

function describe(run: StoredRun): string {
  const rows: [string, string][] = [
    ["run", run.id],
    ["state", run.status],
    ["folder", run.directory],
  ];
  if (run.status !== "unreadable") {
    rows.push(
      ["experiment", run.experiment],
      ["command", run.command.join(" ")],
      ["started", run.startedAt],
      ["updated", run.updatedAt],
      ["finished", run.finishedAt ?? "not yet"],
      ["versions", pairs(run.versions)],
      ["machine", pairs(run.host)],
      ["artifacts", String(run.artifacts.length)],
    );
  }
  return rows.map(([name, value]) => `${name.padEnd(11)} ${value}`).join("\n");
}

const pairs = (values: Record<string, unknown>) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

/** `2026-11-24 10:58`, UTC as in the manifest. */
const shortTime = (iso: string) => iso.slice(0, 16).replace("T", " ");
