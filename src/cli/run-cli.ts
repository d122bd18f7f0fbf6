import { CommanderError } from "commander";
import { createProgram } from "./program.ts";
import { reportError } from "./report-error.ts";

/**
 * Runs one command line and returns the exit code: 0 done, 1 failed, 2 wrong usage or input, 130 stopped
 * with Ctrl-C. Never throws: what goes wrong is printed on stderr.
 */
export async function runCli(args: string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // Commander has printed its message already; help and version come as errors with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return await reportError(error);
  }
}
