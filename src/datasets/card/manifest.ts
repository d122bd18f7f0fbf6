// What a recipe's run leaves beside its records, as far as a card tells of it. The writer stands in recipes/.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { TeachwhyError } from "../../store/index.ts";

const counts = z.record(z.string(), z.number());
const Spent = z.looseObject({
  calls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  usd: z.number(),
  unpricedCalls: z.number(),
});

const CardManifest = z.looseObject({
  plan: z.looseObject({
    recipe: z.string(),
    constitution: z.string(),
    models: z.record(z.string(), z.string()),
    seed: z.number(),
    variants: z.array(z.string()),
    without: z.array(z.string()),
    nearDuplicates: z.string(),
    prompts: z.record(z.string(), z.string()),
  }),
  n: z.number(),
  controls: z.array(z.string()),
  status: z.string(),
  message: z.string(),
  versions: z.looseObject({ teachwhy: z.string() }),
  startedAt: z.string(),
  candidates: z.number(),
  records: z.number(),
  rejected: z.number(),
  failed: z.number(),
  steps: z.array(
    z.looseObject({
      step: z.string(),
      in: z.number(),
      out: z.number(),
      rejected: counts,
      failed: counts,
      spent: Spent,
    }),
  ),
  spend: Spent,
});
export type CardManifest = z.infer<typeof CardManifest>;

/** The manifest of a recipe's folder, or undefined in any other folder. */
export function readCardManifest(folder: string): CardManifest | undefined {
  const path = join(folder, "manifest.json");
  if (!existsSync(path)) return undefined;
  try {
    return CardManifest.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const what = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new TeachwhyError({
      code: "bad-manifest",
      message: `${path} is not a manifest as \`teachwhy generate\` writes it: ${what.replaceAll("\n", " ")}`,
      next: "Run the recipe again into this folder, or move the file away for a card from the records alone.",
      data: { path },
      cause,
    });
  }
}
