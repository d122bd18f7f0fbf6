import type { Command } from "commander";
import { styleFor } from "../style.ts";

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("say what this machine has for teachwhy, and what to do about what is missing")
    .option("--store <dir>", "where runs are kept", ".teachwhy")
    .option("--json", "print JSON")
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
      const { checkAll } = await import("../doctor/check.ts");
      const checks = await checkAll(options);
      const lacking = checks.filter((check) => check.required && check.status === "missing");
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ ready: lacking.length === 0, checks }, null, 2)}\n`);
      } else {
        const style = styleFor(process.stdout);
        const mark = { fine: style.green("ok"), warning: style.yellow("--"), missing: style.red("no") };
        const width = Math.max(...checks.map((check) => check.name.length));
        for (const check of checks) {
          process.stdout.write(`${mark[check.status]}  ${check.name.padEnd(width)}  ${check.found}\n`);
          if (check.next) process.stdout.write(`    ${" ".repeat(width)}  ${style.dim(check.next)}\n`);
        }
        const summary = lacking.map((check) => check.name).join(", ");
        process.stdout.write(
          lacking.length === 0 ? "Ready: teachwhy demo --quick\n" : `Not ready: ${summary}.\n`,
        );
      }
      if (lacking.length > 0) process.exitCode = 1;
    });
}
