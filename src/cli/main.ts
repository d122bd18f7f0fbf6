#!/usr/bin/env node
import { runCli } from "./index.ts";

process.stdout.on("error", quietWhenClosed);
process.stderr.on("error", quietWhenClosed);
process.exitCode = await runCli(process.argv.slice(2));

/** The reader of our output has gone, as in `teachwhy runs list | head`: nothing is left to do. */
function quietWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}
