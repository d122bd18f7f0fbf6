import { styleFor } from "./style.ts";
import { visible } from "./visible.ts";

/** Failures of a run, as opposed to wrong usage or input, which every other TeachwhyError tells of. */
const failures = ["run-locked", "contaminated", "disk-full"];

/** Prints what happened and what to do about it on stderr; returns the exit code (see `runCli`). */
export async function reportError(error: unknown): Promise<number> {
  const { TeachwhyError } = await import("../store/index.ts");
  const style = styleFor(process.stderr);
  const print = (text: string) => process.stderr.write(`${text}\n`);
  if (error instanceof Error && error.name === "AbortError") {
    print("Stopped. The same command goes on from here.");
    return 130;
  }
  const { message, next } = error instanceof TeachwhyError ? error : bug(error);
  print(`${style.red("error:")} ${visible(message)}`);
  print(visible(next));
  if (process.env.TEACHWHY_DEBUG === "1") print(style.dim(withCauses(error)));
  if (error instanceof TeachwhyError && error.code === "stopped") return 130;
  return error instanceof TeachwhyError && !failures.includes(error.code) ? 2 : 1;
}

function bug(error: unknown): { message: string; next: string } {
  return {
    message: error instanceof Error ? error.message : String(error),
    next: "This is a bug in teachwhy; run it with TEACHWHY_DEBUG=1 to see where.",
  };
}

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${withCauses(error.cause)}`;
}
