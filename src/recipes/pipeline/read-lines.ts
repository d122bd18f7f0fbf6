import { createReadStream, existsSync } from "node:fs";

/** Whole lines of a file, without their ends; none where there is no file. Splits at `\n` alone: JSON may hold U+2028. */
export async function* readLines(path: string): AsyncGenerator<string> {
  if (!existsSync(path)) return;
  let rest = "";
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 20 })) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") yield rest;
}
