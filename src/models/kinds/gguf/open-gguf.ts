import { open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { hashFile, TeachwhyError } from "../../../store/index.ts";
import type { KindModel, KindRequest } from "../../registry/kind.ts";
import { wrapModel } from "../../registry/wrap-model.ts";
import { separateThoughts } from "../separate-thoughts.ts";
import { ggufModel } from "./gguf-model.ts";
import { findNodeLlamaCpp } from "./node-llama-cpp.ts";

/**
 * A file that node-llama-cpp runs in this process. It is loaded with the first call, so that a run whose answers are
 * all stored never loads it. Throws `gguf` where there is no such file or it is none, `node-llama-cpp` without that
 * package.
 */
export async function openGguf({ rest, settings, env }: KindRequest): Promise<KindModel> {
  const path = resolve(rest);
  await checkFile(path);
  const module = findNodeLlamaCpp(env);
  const id = basename(path);
  return {
    id,
    // Fine-tunes of one model share their name and much of their weights: only all bytes tell them apart.
    address: await hashFile(path),
    model: wrapModel(ggufModel({ id, module, path, contextTokens: settings.contextTokens }), {
      finish: separateThoughts,
    }),
    maxConcurrency: 1,
  };
}

async function checkFile(path: string): Promise<void> {
  const problem = (message: string, next: string, cause?: unknown) =>
    new TeachwhyError({ code: "gguf", message, next, data: { path }, cause });
  const magic = Buffer.alloc(4);
  try {
    const file = await open(path);
    try {
      await file.read(magic, 0, 4, 0);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const what = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "permission denied" };
    throw problem(
      `Cannot read the model ${path}: ${what[code as keyof typeof what] ?? message}.`,
      "Write the path of a file: gguf:models/NAME.gguf, from this folder.",
      cause,
    );
  }
  if (magic.toString("latin1") === "GGUF") return;
  throw problem(
    `${path} is no GGUF file: it does not begin with "GGUF".`,
    "Weights in other formats have to be converted first (convert_hf_to_gguf.py of llama.cpp).",
  );
}
