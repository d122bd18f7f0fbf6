import { availableParallelism } from "node:os";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError, Option } from "commander";

export const defaultStore = ".teachwhy";

/** Where runs are kept; long runs can outlive a checkout by naming a place outside it. */
export function storeOption(): Option {
  return new Option("--store <dir>", "where runs are kept").env("TEACHWHY_STORE").default(defaultStore);
}

/** Arms train side by side, one thread each: the fastest use of few cores (docs/engine.md). */
export function workersOption(): Option {
  return new Option("--workers <n>", "arms that train side by side")
    .argParser(wholeNumber(1))
    .default(availableParallelism(), "one a core");
}

export function jsonOption(what = "print JSON"): Option {
  return new Option("--json", what);
}

/** For options that take a whole number of at least `minimum`. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= minimum && text.trim() !== "") return value;
    throw new InvalidArgumentError(`Expected a whole number of at least ${minimum}.`);
  };
}

/** The path of a file that comes with the package, as short as it can be said from here. */
export function packagedFile(name: string): string {
  const path = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
