import type { Command } from "commander";
import { Option } from "commander";
import type { CheckedModel, Kind, Price, Prices } from "../../models/index.ts";
import { defaultStore, jsonOption, storeOption } from "../options.ts";
import { print, printJson } from "../print.ts";
import { type Style, styleFor } from "../style.ts";

export function addModels(program: Command): void {
  const models = program
    .command("models")
    .description("language models: which there are, and whether they answer");

  models
    .command("check")
    .description("make one tiny call to each model: does it answer, as what, how fast, at which price")
    .argument("<model...>", "model strings, as anthropic:MODEL or openai-compatible:URL#MODEL")
    .addOption(pricesOption())
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Exit code 1 if a model does not answer. A call has at most 16 tokens of answer (and thoughts, if asked for).

Examples:
  $ teachwhy models check anthropic:claude-haiku-4-5
  $ teachwhy models check "openai-compatible:http://127.0.0.1:8000/v1#Qwen/Qwen3-8B?thinking=off"
  $ teachwhy models check file:teacher.yaml openai:gpt-5-mini --json
  $ teachwhy models check miniature:bases/v1-pairs-50-101 run:quick-0a1b2c3d/reasons/1
`,
    )
    .action(async (names: string[], options: { prices?: string; store: string; json?: true }) => {
      const { checkModels, loadPrices } = await import("../../models/index.ts");
      const { registerKinds } = await import("../register-kinds.ts");
      registerKinds(options);
      const checked = await checkModels(names, { prices: loadPrices(options.prices) });
      if (options.json) printJson(checked);
      else print(checked.flatMap((one) => describeCheck(one, styleFor(process.stdout))).join("\n"));
      if (checked.some((one) => !one.answered)) process.exitCode = 1;
    });

  models
    .command("list")
    .description("kinds of models, their keys (never shown), and prices with their day and source")
    .addOption(pricesOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Examples:
  $ teachwhy models list
  $ teachwhy models list --prices prices.yaml
`,
    )
    .action(async (options: { prices?: string; json?: true }) => {
      const { listKinds, loadPrices } = await import("../../models/index.ts");
      const { registerKinds } = await import("../register-kinds.ts");
      registerKinds({ store: defaultStore });
      const prices = loadPrices(options.prices);
      const kinds = listKinds();
      if (options.json) {
        const described = kinds.map(({ open: _, ...kind }) => ({ ...kind, keyIsSet: keyIsSet(kind) }));
        printJson({ kinds: described, prices: Object.fromEntries(prices) });
      } else print([...describeKinds(kinds), "", ...describePrices(prices)].join("\n"));
    });
}

/** Prices of one's own, on top of those that come with the package. */
function pricesOption(): Option {
  return new Option("--prices <file>", "a YAML file of prices, on top of the known ones");
}

function describeCheck(checked: CheckedModel, style: Style): string[] {
  if (!checked.answered) {
    return [`${style.red("no")}  ${checked.message}`, `    ${style.dim(checked.next)}`];
  }
  const { name, servedAs, latencyMs, inputTokens, outputTokens, price, costUsd, warnings } = checked;
  const cost =
    price && costUsd !== undefined
      ? `$${costUsd.toFixed(6)} (${perMillion(price)}${price.asOf ? `, ${price.asOf}` : ""})`
      : "price unknown (give one with --prices FILE, or priceIn and priceOut in the model string)";
  return [
    `${style.green("ok")}  ${name}`,
    `    answered as ${servedAs} in ${latencyMs} ms, ${inputTokens} + ${outputTokens} tokens, ${cost}`,
    ...warnings.map((warning) => `    ${style.yellow("note:")} ${warning}`),
  ];
}

function describeKinds(kinds: Kind[]): string[] {
  const forms = kinds.map(({ kind, form }) => form ?? `${kind}:`);
  const width = Math.max(...forms.map((form) => form.length));
  return kinds.map((kind, index) => {
    const { keyVariable, keyRequired, baseUrlVariable } = kind;
    const key = keyVariable
      ? `${keyVariable} ${keyIsSet(kind) ? "set" : keyRequired ? "not set" : "not set (optional)"}`
      : "no key";
    const elsewhere = baseUrlVariable && process.env[baseUrlVariable] ? `, ${baseUrlVariable} set` : "";
    return `${forms[index].padEnd(width)}  ${key}${elsewhere}`;
  });
}

/** By origin: one line that says from where and when, then one a model. */
function describePrices(prices: Prices): string[] {
  const lines = ["USD for a million tokens, input / output:"];
  const width = Math.max(...[...prices.keys()].map((name) => name.length));
  let last = "";
  for (const [name, price] of prices) {
    const origin = [price.source, price.asOf].filter(Boolean).join(", ");
    if (origin !== last) lines.push(origin);
    last = origin;
    lines.push(`  ${name.padEnd(width)}  ${perMillion(price)}`);
  }
  return lines;
}

const keyIsSet = ({ keyVariable }: Pick<Kind, "keyVariable">) =>
  Boolean(keyVariable && process.env[keyVariable]);

function perMillion({ inputUsdPerMillion, outputUsdPerMillion }: Price): string {
  return `${inputUsdPerMillion} / ${outputUsdPerMillion}`;
}
