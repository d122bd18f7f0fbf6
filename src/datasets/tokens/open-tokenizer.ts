import { existsSync } from "node:fs";
import { nearest, TeachwhyError } from "../../store/index.ts";
import { openHuggingFace } from "./hugging-face.ts";
import { namedTokenizers, openNamed } from "./named.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Counts where no student is named. */
const defaultTokenizer = "o200k_base";

/**
 * Opens a tokenizer: the student's own, by a folder that holds its tokenizer.json (tokenizer_config.json and the chat
 * template are read where they lie beside it) or by that file; or an approximate one by name.
 */
export async function openTokenizer(spec: string = defaultTokenizer): Promise<Tokenizer> {
  const named = namedTokenizers.find((name) => name === spec);
  if (named) return openNamed(named);
  if (existsSync(spec)) return openHuggingFace(spec);
  const meant = nearest(spec, namedTokenizers);
  throw new TeachwhyError({
    code: "unknown-tokenizer",
    message: `There is no tokenizer "${spec}": no such folder or file, and no name that is known.${meant ? ` Did you mean "${meant}"?` : ""}`,
    next: `Name the student's folder with its tokenizer.json, or for approximate counts one of ${namedTokenizers.join(", ")}.`,
    data: { spec },
  });
}
