import { styleFor } from "./style.ts";

/** Prints what happened and what to do about it on stderr; returns the exit code. */
export function reportError(error: unknown): number {
  const style = styleFor(process.stderr);
  const print = (text: string) => process.stderr.write(`${text}\n`);
  if (!(error instanceof Error)) {
    print(`${style.red("error:")} ${String(error)}`);
    return 1;
  }
  if (error.name === "AbortError") {
    print("Stopped.");
    return 130;
  }
  const expected = isTeachwhyError(error);
  print(`${style.red("error:")} ${error.message}`);
  if (expected && error.next) print(error.next);
  if (process.env.TEACHWHY_DEBUG === "1") print(style.dim(withCauses(error)));
  else if (!expected) print("This is a bug in teachwhy. TEACHWHY_DEBUG=1 shows where it happened.");
  return expected ? 2 : 1;
}

interface TeachwhyError extends Error {
  code: string;
  next?: string;
}

function isTeachwhyError(error: Error): error is TeachwhyError {
  return error.name === "TeachwhyError";
}

function withCauses(error: Error): string {
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\ncaused by ${withCauses(error.cause)}` : stack;
}
