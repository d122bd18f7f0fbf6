import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { TeachwhyError } from "../../store/index.ts";
import type { Price, Prices, Rates } from "./prices.ts";

const packaged = fileURLToPath(new URL("prices.yaml", import.meta.url));

const rate = z.number().min(0);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected a day as YYYY-MM-DD");
const ratesSchema = z.strictObject({
  input: rate,
  cachedInput: rate.optional(),
  cacheWrite: rate.optional(),
  output: rate,
});
const fileSchema = z.record(
  z.string(),
  z.strictObject({
    source: z.string().optional(),
    asOf: day.optional(),
    batchShare: z.number().min(0).max(1).optional(),
    models: z.record(
      z.string(),
      ratesSchema.extend({
        long: ratesSchema.extend({ above: z.int().min(0) }).optional(),
        until: day.optional(),
      }),
    ),
  }),
);

/**
 * The prices that come with the package, and those of a YAML file of the same form on top. Prices whose last day is
 * over are left out. Throws `prices` with the line of the form that is wrong.
 */
export function loadPrices(file?: string, today = new Date().toISOString().slice(0, 10)): Prices {
  return new Map([...readPrices(packaged, today), ...(file === undefined ? [] : readPrices(file, today))]);
}

function readPrices(file: string, today: string): [string, Price][] {
  const prices: [string, Price][] = [];
  for (const [kind, { models, source = file, asOf, batchShare }] of Object.entries(parseFile(file))) {
    for (const [id, { long, until, ...rates }] of Object.entries(models)) {
      if (until !== undefined && until < today) continue;
      const price = {
        ...ratesOf(rates),
        ...(long ? { long: { above: long.above, ...ratesOf(long) } } : {}),
        ...(batchShare === undefined ? {} : { batchShare }),
        ...(asOf === undefined ? {} : { asOf }),
        source,
      };
      prices.push([`${kind}:${id}`, price]);
    }
  }
  return prices;
}

function ratesOf({ input, cachedInput, cacheWrite, output }: z.infer<typeof ratesSchema>): Rates {
  return {
    inputUsdPerMillion: input,
    outputUsdPerMillion: output,
    ...(cachedInput === undefined ? {} : { cachedInputUsdPerMillion: cachedInput }),
    ...(cacheWrite === undefined ? {} : { cacheWriteUsdPerMillion: cacheWrite }),
  };
}

function parseFile(file: string): z.infer<typeof fileSchema> {
  const error = (what: string, cause?: unknown) =>
    new TeachwhyError({
      code: "prices",
      message: `The price file ${file} cannot be used: ${what}`,
      next: "It has the form of src/models/registry/prices.yaml; docs/models.md shows a short one.",
      cause,
    });
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw error((cause as Error).message, cause);
  }
  const checked = fileSchema.safeParse(content);
  if (checked.success) return checked.data;
  const [{ path, message }] = checked.error.issues;
  throw error(`${path.join(".") || "the file"}: ${message}.`);
}
