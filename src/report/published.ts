// Figures that others published, those that speak against the claim included.
import { readFileSync } from "node:fs";
import { z } from "zod";

const Figure = z.union([z.number(), z.tuple([z.number(), z.number()])]);

export const PublishedResult = z.strictObject({
  /** Key in `sources`. */
  source: z.string(),
  id: z.string(),
  /** How the entry stands to the claim that teaching reasons carries further than teaching behaviour. */
  bearing: z.enum(["supports", "contrary", "mixed", "context"]),
  model: z.string().optional(),
  metric: z.string().optional(),
  intervention: z.string().optional(),
  tokens: z.number().optional(),
  value: z.number().optional(),
  /** What `value` is compared with in its own source. */
  reference: z.number().optional(),
  factor: z.tuple([z.number(), z.number()]).optional(),
  values: z.record(z.string(), Figure).optional(),
  direction: z.string().optional(),
  note: z.string().optional(),
});
export type PublishedResult = z.infer<typeof PublishedResult>;

export const Published = z
  .strictObject({
    description: z.string(),
    sources: z.record(z.string(), z.string()),
    results: z.array(PublishedResult),
  })
  .superRefine(({ sources, results }, context) => {
    const ids = new Set<string>();
    for (const { id, source } of results) {
      if (ids.has(id)) context.addIssue(`Published result "${id}" stands there twice.`);
      if (!(source in sources))
        context.addIssue(`Published result "${id}" names an unknown source "${source}".`);
      ids.add(id);
    }
  });
export type Published = z.infer<typeof Published>;

/** The figures that ship with the package. Both src/report and dist/report lie two folders below its root. */
export function readPublished(
  file: URL | string = new URL("../../published/results.json", import.meta.url),
): Published {
  return Published.parse(JSON.parse(readFileSync(file, "utf8")));
}
