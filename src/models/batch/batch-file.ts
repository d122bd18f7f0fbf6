import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileProblem, makeDirectory, syncDirectory } from "../../store/index.ts";
import { answerHeading, howToAnswer, promptHeading } from "./render-prompt.ts";
import type { BatchShape } from "./request-line.ts";

/** A file that was written. */
export interface BatchFile {
  path: string;
  /** The Markdown file beside it, with the prompts to read and places for answers. */
  readable: string;
  step: string;
  /** Model string. */
  model: string;
  shape: BatchShape;
  requests: number;
  /** What the header `anthropic-beta` has to say when the batch is made. */
  beta?: string;
}

export interface AddedRequest {
  key: string;
  /** The request as JSON, without a line end. */
  line: string;
  /** The prompt as Markdown. */
  readable: string;
  beta?: string;
}

export interface OpenBatchFile {
  path: string;
  requests(): number;
  bytes(): number;
  add(request: AddedRequest): Promise<void>;
  /** Gives both files their names. */
  finish(): Promise<BatchFile>;
  discard(): Promise<void>;
}

type Facts = Pick<BatchFile, "path" | "step" | "model" | "shape">;

/** Both files are `.partial` until they are finished. */
export async function openBatchFile(facts: Facts): Promise<OpenBatchFile> {
  const { path, step, model } = facts;
  const readable = path.replace(/\.jsonl$/, ".md");
  const lines = await openPartial(path);
  const prompts = await openPartial(readable);
  let requests = 0;
  let bytes = 0;
  const betas = new Set<string>();
  await prompts.write(`# ${step}, for ${model}\n\n${howToAnswer}\n`);
  return {
    path,
    requests: () => requests,
    bytes: () => bytes,
    async add({ key, line, readable: prompt, beta }) {
      requests++;
      bytes += Buffer.byteLength(line) + 1;
      for (const one of beta?.split(",") ?? []) betas.add(one);
      await lines.write(`${line}\n`);
      await prompts.write(`\n${promptHeading(key)}\n\n${prompt}\n\n${answerHeading(key)}\n`);
    },
    async finish() {
      // The one to read first: whoever sees the requests can rely on it.
      await prompts.finish();
      await lines.finish();
      await syncDirectory(dirname(path));
      return { ...facts, readable, requests, ...(betas.size > 0 ? { beta: [...betas].join(",") } : {}) };
    },
    async discard() {
      await prompts.discard();
      await lines.discard();
    },
  };
}

async function openPartial(path: string) {
  const partial = `${path}.partial`;
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw fileProblem({ error, path, next: "Choose another folder with --batch DIR." });
    }
  };
  const file: FileHandle = await explained(async () => {
    makeDirectory(dirname(path));
    return open(partial, "w");
  });
  return {
    write: (text: string) => explained(() => file.appendFile(text)),
    finish: () =>
      explained(async () => {
        await file.sync();
        await file.close();
        await rename(partial, path);
      }),
    async discard() {
      await file.close();
      await rm(partial, { force: true });
    },
  };
}
