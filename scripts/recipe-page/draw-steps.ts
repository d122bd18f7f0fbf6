// The steps of a recipe as a Mermaid flowchart, which GitHub draws, and as a table.
import type { Recipe, Step } from "../../src/recipes/index.ts";

/** Reasons that a step shared by two recipes never gives in one of them. */
const neverGiven: Record<string, string> = {
  "spec-midtraining": "explains",
  "spec-demonstrations": "does not attribute it",
};

interface StepFacts {
  /** Whose models it asks. */
  roles: string[];
  /** Its prompt files; one per variant where there are several. */
  prompts: string[];
  rejects: string[];
}

/** Read from the step's own code, which says it all and cannot be out of date. */
function factsOf(step: Pick<Step<object>, "run">, recipe: string, variants: string[]): StepFacts {
  const code = step.run.toString();
  const asks = all(code, /\bprompt:\s*["`]([^"`]+)["`]/g);
  const named = all(code, /\brole:\s*"(\w+)"/g);
  const variable = /\$\{[^}]*\}/g;
  return {
    roles: [...new Set([...(asks.length > named.length ? ["teacher"] : []), ...named])],
    prompts: asks.flatMap((name) =>
      name.match(variable) ? variants.map((variant) => name.replace(variable, variant)) : [name],
    ),
    rejects: all(code, /\brejected:\s*["`]([^"`]+)["`]/g)
      .map((reason) => reason.replace(variable, "…"))
      .filter((reason) => reason !== neverGiven[recipe]),
  };
}

const all = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1]!)),
];

export function drawSteps(recipe: Recipe<object>, from: string, variants: string[]): string {
  const lines = [`source(["${from}"])`];
  let before = "source";
  let link = "-->";
  for (const [at, step] of recipe.steps.entries()) {
    const { roles, rejects } = factsOf(step, recipe.name, variants);
    const id = `s${at}`;
    lines.push(`${before} ${link} ${id}["<b>${step.name}</b><br>${roles.join(", ")}"]`);
    if (!step.needed) lines.push(`class ${id} switchable`);
    if (rejects.length > 0) lines.push(`${id} -. "${rejects.join("<br>")}" .-> r${at}(["turned down"])`);
    before = id;
    link = step.fanOut ? `-- "up to ${step.fanOut} of each" -->` : "-->";
  }
  lines.push(`${before} ${link} near["<b>near-duplicates</b><br>no model"]`, "class near switchable");
  lines.push('near -. "near-duplicate" .-> rn(["turned down"])', 'near --> records[("records.jsonl")]');
  if (recipe.controls.length > 0) {
    const names = recipe.controls.map(({ name }) => name).join("<br>");
    lines.push(`records -. "--controls" .-> controls["${names}"]`);
  }
  lines.push("classDef switchable stroke-dasharray: 5 4");
  return ["```mermaid", "flowchart TD", ...lines.map((line) => `  ${line}`), "```"].join("\n");
}

export function tabulateSteps({ name, steps }: Recipe<object>, variants: string[]): string {
  return [
    "| step | does | asks | prompt | `--without` |",
    "|---|---|---|---|---|",
    ...steps.map((step) => {
      const { roles, prompts } = factsOf(step, name, variants);
      const links = prompts.map((file) => `[${file}](../../prompts/${file}.liquid)`);
      return `| \`${step.name}\` | ${step.does} | ${roles.join(", ")} | ${links.join("<br>")} | ${step.needed ? "no, needed" : "yes"} |`;
    }),
  ].join("\n");
}
