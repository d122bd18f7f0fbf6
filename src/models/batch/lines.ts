import { createReadStream } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { TeachwhyError } from "../../store/index.ts";

export interface Line {
  /** 1 is the first. */
  number: number;
  text: string;
}

/** The lines that are not blank. Not node:readline, which also splits at U+2028 inside JSON. Throws `not-readable`. */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let number = 0;
  try {
    for await (const chunk of createReadStream(path)) {
      const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) {
        number++;
        if (text.trim() !== "") yield { number, text: number === 1 ? withoutMark(text) : text };
      }
    }
  } catch (error) {
    throw notReadable(path, error);
  }
  rest += decoder.end();
  if (rest.trim() !== "") yield { number: number + 1, text: number === 0 ? withoutMark(rest) : rest };
}

/** Windows editors put a byte order mark before UTF-8. */
export const withoutMark = (text: string) => text.replace(/^\uFEFF/, "");

export function notReadable(path: string, cause: unknown): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (!code?.startsWith("E")) return cause;
  return new TeachwhyError({
    code: "not-readable",
    message: `Cannot read ${path}: ${code === "EISDIR" ? "it is a folder" : code === "ENOENT" ? "there is no such file" : message}.`,
    next: "Check the path.",
    data: { path },
    cause,
  });
}
