import type { Command } from "commander";
import type { Check } from "../doctor/check.ts";
import { jsonOption, storeOption } from "../options.ts";
import { print, printJson } from "../print.ts";
import { type Style, styleFor } from "../style.ts";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say what this machine has for teachwhy, and what to do about what is missing")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Exit code 0 if everything required is there. Keys are named, their values are never shown.

Examples:
  $ teachwhy doctor
  $ teachwhy doctor --store /data/runs --json
`,
    )
    .action(async (options: { store: string; json?: true }) => {
      const { checkAll } = await import("../doctor/check-all.ts");
      const checks = await checkAll(options);
      const lacking = checks.filter(isLacking);
      if (options.json) printJson({ ready: lacking.length === 0, checks });
      else print(describe(checks, styleFor(process.stdout)));
      if (lacking.length > 0) process.exitCode = 1;
    });
}

function describe(checks: Check[], style: Style): string {
  const mark = { fine: style.green("ok"), warning: style.yellow("--"), missing: style.red("no") };
  const width = Math.max(...checks.map((check) => check.name.length));
  const lines = checks.flatMap(({ name, status, found, next }) => [
    `${mark[status]}  ${name.padEnd(width)}  ${found}`,
    ...(next ? [`    ${" ".repeat(width)}  ${style.dim(next)}`] : []),
  ]);
  const lacking = checks.filter(isLacking).map((check) => check.name);
  return [
    ...lines,
    lacking.length === 0 ? "Ready: npx teachwhy demo --quick" : `Not ready: ${lacking.join(", ")}.`,
  ].join("\n");
}

const isLacking = (check: Check) => check.required && check.status === "missing";
