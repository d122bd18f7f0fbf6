// Files of answers, in every shape that a provider gives back or a person writes.
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { linesOf, notReadable, withoutMark } from "./lines.ts";
import { keyOfRequest } from "./read-requests.ts";
import type { BatchShape } from "./request-line.ts";

/** What a person, or a program of one's own, writes. */
const plainSchema = z.strictObject({
  custom_id: z.string(),
  text: z.string().optional(),
  reasoning: z.string().optional(),
  /** In place of text where JSON was asked for. */
  json: z.unknown().optional(),
  tool_calls: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        name: z.string(),
        arguments: z.record(z.string(), z.unknown()),
      }),
    )
    .optional(),
});
export type PlainAnswer = z.infer<typeof plainSchema>;

/** One answer with its place: a line of JSON, or where it begins in Markdown or YAML. */
export type ReadAnswer = { line: number; key: string } & (
  | { kind: "plain"; answer: PlainAnswer }
  /** What the provider's server answered, as HTTP would have brought it. */
  | { kind: "http"; shape: BatchShape; status: number; body: unknown }
  /** Not answered: expired, cancelled, or never begun. */
  | { kind: "unanswered"; message: string }
  /** Left empty by a person. */
  | { kind: "open" }
);

/** Something in a file that cannot be used. */
export interface AnswerProblem {
  kind: "problem";
  line: number;
  message: string;
}

/** JSON lines, or Markdown and YAML by the file's ending. Throws `not-readable`. */
export async function* readAnswers(path: string): AsyncGenerator<ReadAnswer | AnswerProblem> {
  const ending = extname(path).toLowerCase();
  if ([".md", ".markdown"].includes(ending)) yield* readMarkdown(await textOf(path));
  else if ([".yaml", ".yml"].includes(ending)) yield* readYaml(await textOf(path));
  else for await (const { number, text } of linesOf(path)) yield readJsonLine(text, number);
}

async function textOf(path: string): Promise<string> {
  try {
    return withoutMark(await readFile(path, "utf8"));
  } catch (error) {
    throw notReadable(path, error);
  }
}

function* readMarkdown(text: string): Generator<ReadAnswer | AnswerProblem> {
  let open: { key: string; line: number; lines: string[] } | undefined;
  const finish = function* (): Generator<ReadAnswer> {
    if (!open) return;
    const { key, line } = open;
    const answer = open.lines.join("\n").trim();
    if (answer === "") yield { line, key, kind: "open" };
    else yield { line, key, kind: "plain", answer: { custom_id: key, text: answer } };
  };
  let found = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const heading = /^## (prompt|answer) ([\w-]{1,64})\s*$/.exec(line);
    if (!heading) {
      open?.lines.push(line);
      continue;
    }
    yield* finish();
    open = heading[1] === "answer" ? { key: heading[2], line: index + 1, lines: [] } : undefined;
    found = true;
  }
  yield* finish();
  if (!found)
    yield { kind: "problem", line: 1, message: 'there is no line "## answer KEY", so there are no answers' };
}

function* readYaml(text: string): Generator<ReadAnswer | AnswerProblem> {
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    const { message, linePos } = error as Error & { linePos?: { line: number }[] };
    yield { kind: "problem", line: linePos?.[0]?.line ?? 1, message: `no YAML: ${message.split("\n")[0]}` };
    return;
  }
  if (!Array.isArray(content)) {
    yield { kind: "problem", line: 1, message: "expected a list of answers, each with custom_id and text" };
    return;
  }
  for (const [index, entry] of content.entries()) yield readEntry(entry, lineOfEntry(text, index));
}

/** Good enough to find it: entries of the outermost list begin with a dash in the first column. */
function lineOfEntry(text: string, index: number): number {
  const starts = text.split("\n").flatMap((line, at) => (/^-(\s|$)/.test(line) ? [at + 1] : []));
  return starts[index] ?? 1;
}

function readJsonLine(text: string, line: number): ReadAnswer | AnswerProblem {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    return { kind: "problem", line, message: "no whole JSON object: was the file cut off?" };
  }
  return keyOfRequest(text) === undefined
    ? readEntry(entry, line)
    : {
        kind: "problem",
        line,
        message: "a request, not an answer: this is the file that was to be answered",
      };
}

const openaiSchema = z.looseObject({
  custom_id: z.string(),
  response: z.looseObject({ status_code: z.number(), body: z.unknown() }).nullish(),
  error: z.looseObject({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});
const anthropicSchema = z.looseObject({
  custom_id: z.string(),
  result: z.looseObject({ type: z.string(), message: z.unknown().optional(), error: z.unknown().optional() }),
});
const googleSchema = z.looseObject({
  key: z.string(),
  response: z.unknown().optional(),
  error: z.unknown().optional(),
});

function readEntry(entry: unknown, line: number): ReadAnswer | AnswerProblem {
  const has = (name: string) => typeof entry === "object" && entry !== null && name in entry;
  if (has("result")) return checked(anthropicSchema, entry, line, readAnthropic);
  if (has("custom_id") && (has("response") || has("error")))
    return checked(openaiSchema, entry, line, readOpenai);
  if (has("key")) return checked(googleSchema, entry, line, readGoogle);
  return checked(plainSchema, entry, line, (answer) => {
    const { custom_id: key, text, json, tool_calls } = answer;
    if (text?.trim() || json !== undefined || tool_calls) return { line, key, kind: "plain", answer };
    return { line, key, kind: "open" };
  });
}

function checked<T>(
  schema: z.ZodType<T>,
  entry: unknown,
  line: number,
  read: (entry: T, line: number) => ReadAnswer,
): ReadAnswer | AnswerProblem {
  const result = schema.safeParse(entry);
  if (result.success) return read(result.data, line);
  const { path, message } = result.error.issues[0];
  const where = path.length > 0 ? `${path.join(".")}: ` : "";
  return { kind: "problem", line, message: `no answer in a known shape (${where}${message})` };
}

function readOpenai(entry: z.infer<typeof openaiSchema>, line: number): ReadAnswer {
  const { custom_id: key, response, error } = entry;
  if (response)
    return { line, key, kind: "http", shape: "openai", status: response.status_code, body: response.body };
  const message = [error?.code, error?.message].filter(Boolean).join(": ");
  return { line, key, kind: "unanswered", message: message || "no answer and no reason" };
}

/** By the type of error that Anthropic's API documents for each status. */
const anthropicStatus: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  overloaded_error: 529,
};

function readAnthropic(entry: z.infer<typeof anthropicSchema>, line: number): ReadAnswer {
  const { custom_id: key, result } = entry;
  const http = { line, key, kind: "http", shape: "anthropic" } as const;
  if (result.type === "succeeded") return { ...http, status: 200, body: result.message };
  if (result.type !== "errored") return { line, key, kind: "unanswered", message: result.type };
  // The error comes with or without the envelope that it has in HTTP.
  const { error } = result as { error?: { type?: string; error?: { type?: string } } };
  const body = error?.error ? error : { type: "error", error };
  return { ...http, status: anthropicStatus[body.error?.type ?? ""] ?? 500, body };
}

function readGoogle({ key, response, error }: z.infer<typeof googleSchema>, line: number): ReadAnswer {
  const http = { line, key, kind: "http", shape: "google" } as const;
  if (response !== undefined) return { ...http, status: 200, body: response };
  // google.rpc.Status: its codes are not HTTP's; 3 is an invalid argument.
  const code = (error as { code?: number } | undefined)?.code;
  const status = code === undefined ? 500 : code === 3 ? 400 : code >= 400 ? code : 500;
  return { ...http, status, body: { error } };
}
