import { nearest, TeachwhyError } from "../../store/index.ts";
import type { PromptFile } from "./read-prompt-files.ts";

/** What liquidjs puts on its errors, as far as it is used here. */
interface LiquidProblem extends Error {
  token?: { input: string; getPosition(): [line: number, column: number] };
}

interface Explained {
  error: unknown;
  /** The prompt that was asked for; the error may stand in a partial. */
  file: PromptFile;
  files: ReadonlyMap<string, PromptFile>;
  /** Names of the variables that it was given. */
  given?: string[];
}

/** A Liquid error as one that says file, line and what is missing. Any other error stays what it is. */
export function explainPromptError({ error, file, files, given = [] }: Explained): unknown {
  if (!(error instanceof Error) || error instanceof TeachwhyError) return error;
  const { token } = error as LiquidProblem;
  if (!token) return error;
  const partial = [...files.values()].find(({ source }) => source.trimEnd() === token.input);
  const path = partial && partial.name !== file.name ? partial.path : file.path;
  const [line] = token.getPosition();
  const where = `${path}:${line}`;
  const missing = /^undefined variable: ([^\s,]+)/.exec(error.message)?.[1];
  if (missing !== undefined) {
    const meant = nearest(missing, given);
    return new TeachwhyError({
      code: "missing-variable",
      message: `${where}: there is no variable "${missing}"${partial ? ` (in a partial of ${file.name})` : ""}. Given: ${given.join(", ") || "none"}.`,
      next: meant
        ? `Did you mean "${meant}"?`
        : partial
          ? 'A partial sees only what it is handed: {% render "name", variable: variable %}.'
          : "Use one of the given variables, or take this one out of the prompt.",
      data: { file: path, line, variable: missing, given },
      cause: error,
    });
  }
  const what = error.message.replace(/, (file:|line:).*$/s, "");
  return new TeachwhyError({
    code: "bad-prompt",
    message: `${where}: ${what}.`,
    next: "Correct the Liquid there. Known: output {{ }}, filters, if, unless, case, for, assign, capture, raw, comment, render.",
    data: { file: path, line },
    cause: error,
  });
}
