// Reads an experiment file. Every complaint names the line, what was expected, and the nearest name there is.
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { TeachwhyError } from "../store/index.ts";
import { type Complaint, checkExperiment, suggest } from "./check-experiment.ts";
import { Experiment } from "./schema.ts";

type Document = ReturnType<typeof parseDocument>;

export async function loadExperiment(file: string): Promise<Experiment> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new TeachwhyError({
      code: "experiment-not-readable",
      message: `Cannot read the experiment ${file}: ${cause.code === "ENOENT" ? "there is no such file" : cause.message}.`,
      next: "Give the path of a YAML file; ready ones are experiments/quick.yaml, reasons.yaml and reasons-full.yaml.",
      data: { file },
      cause,
    });
  });
  const experiment = parseExperiment(text, file);
  // As in any file that names another: relative to the file itself.
  return { ...experiment, constitution: resolve(dirname(file), experiment.constitution) };
}

export function parseExperiment(text: string, file: string): Experiment {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax)
    throw invalid(file, [`${file}:${lines.linePos(syntax.pos[0]).line}: ${syntax.message.split("\n")[0]}`]);
  const parsed = Experiment.safeParse(document.toJS(), { reportInput: true });
  const complaints = parsed.success
    ? checkExperiment(parsed.data)
    : parsed.error.issues.flatMap(describeIssue);
  if (complaints.length > 0) {
    throw invalid(
      file,
      complaints.map(({ path, message }) => `${file}:${lineOf(document, lines, path)}: ${message}`),
    );
  }
  return Experiment.parse(document.toJS());
}

function invalid(file: string, complaints: string[]): TeachwhyError {
  return new TeachwhyError({
    code: "invalid-experiment",
    message: complaints.join("\n"),
    next: "Correct the file and run it again; `teachwhy run FILE --dry-run` checks it without running anything.",
    data: { file, complaints },
  });
}

function describeIssue(issue: z.core.$ZodIssue): Complaint[] {
  const where = issue.path.join(".") || "the file";
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: `unknown key "${key}" in ${where}.${suggest(key, knownKeys(issue.path))}`,
      }));
    case "invalid_value":
      return [
        {
          path: issue.path,
          message: `${where} is ${quote(issue.input)}; expected one of ${issue.values.join(", ")}.${suggest(String(issue.input), issue.values.map(String))}`,
        },
      ];
    case "invalid_key":
      return [
        {
          path: issue.path,
          message: `unknown name "${String(issue.path.at(-1))}" in ${issue.path.slice(0, -1).join(".")}: ${issue.issues[0]?.message ?? issue.message}`,
        },
      ];
    default:
      return [
        {
          path: issue.path,
          message:
            issue.input === undefined
              ? `${where} is missing.`
              : `${where}: ${issue.message} (found ${quote(issue.input)})`,
        },
      ];
  }
}

const quote = (value: unknown) => JSON.stringify(value) ?? String(value);

/** Keys of the schema at a path, looked up by walking the zod objects; empty where the path leaves them. */
function knownKeys(path: Complaint["path"]): string[] {
  let schema: unknown = Experiment;
  for (const step of path) schema = childOf(unwrap(schema), step);
  const object = unwrap(schema);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function childOf(schema: unknown, step: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

const unwrap = (schema: unknown): unknown =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;

/** The line of the deepest node on the path that the file holds; for a key, the key's own line. */
function lineOf(document: Document, lines: LineCounter, path: Complaint["path"]): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const parent: unknown = document.getIn(path.slice(0, depth - 1), true);
    const key = path[depth - 1];
    const pairs = isMap(parent) ? parent.items : [];
    const pair = pairs.find((item) => isScalar(item.key) && item.key.value === key);
    const node: unknown = pair?.key ?? document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
