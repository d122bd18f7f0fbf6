import { basename } from "node:path";
import { readConstitution, sectionsForTeaching, warningsAbout } from "../../constitution/index.ts";
import { createOverlapFinder, readEvaluationTexts, writeCard } from "../../datasets/index.ts";
import {
  type BatchWriter,
  checkModels,
  createBatchWriter,
  openSession,
  redact,
  type WrittenBatch,
} from "../../models/index.ts";
import {
  averagesFor,
  averagesOf,
  type ControlName,
  checkRun,
  controlNamesOf,
  type Estimate,
  estimateRun,
  finishDataset,
  loadRecipe,
  openInput,
  openPrompts,
  type RecipeResult,
  readAverages,
  readManifest,
  runRecipe,
  storeAverages,
} from "../../recipes/index.ts";
import { hashOf, TeachwhyError } from "../../store/index.ts";
import { packagedFile } from "../options.ts";
import { packageVersion } from "../package-version.ts";
import { print } from "../print.ts";
import { registerKinds } from "../register-kinds.ts";
import { stopSignal } from "../stop-signal.ts";
import { chooseModels } from "./choose-models.ts";
import { askToSpend } from "./consent.ts";
import { describeEstimate } from "./describe-estimate.ts";
import type { GenerateOptions } from "./generate-options.ts";
import { showRecipe } from "./recipe-progress.ts";
import { tellResult } from "./tell-result.ts";

export { listRecipes } from "./list-recipes.ts";

/** `teachwhy generate RECIPE`: estimate, consent, check of the models, the run, its account. */
export async function generate(named: string | undefined, options: GenerateOptions): Promise<void> {
  const name = required(
    named,
    "a RECIPE",
    "Name it before the options: --controls takes the words behind it for names. --list shows all recipes.",
  );
  const recipe = await loadRecipe(name);
  const file = required(
    options.constitution,
    "--constitution FILE",
    `teachwhy comes with ${packagedFile("constitutions/assistant.md")}.`,
  );
  const teacher = required(options.teacher, "--teacher MODEL", "`teachwhy models list` shows the kinds.");
  const constitution = await readConstitution(file);
  registerKinds(options);
  const models = chooseModels({ ...options, teacher });
  const prompts = await openPrompts(options.prompts === undefined ? {} : { overrides: options.prompts });
  const choice = {
    recipe,
    constitution: { sha256: constitution.sha256, sections: sectionsForTeaching(constitution) },
    seed: options.seed,
    variants: options.variant,
    without: options.without,
    controls: askedControls(options.controls, controlNamesOf(recipe)),
    ...(options.assistant === undefined ? {} : { assistant: options.assistant }),
    ...(options.input === undefined ? {} : { input: await openInput(options.input) }),
  };
  const { steps, controls } = checkRun(choice);
  const evaluation = await openEvaluation(options.evaluation, constitution.text);
  const out = options.out ?? `data/${name}`;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  if (!options.json)
    for (const { message, next } of warningsAbout(constitution)) say(`note: ${message} ${next}`);

  const account = accountOf(name, models.names);
  const estimate = async (records: number): Promise<Estimate> =>
    estimateRun({
      averages: averagesFor(name, {
        steps: [...steps, ...controls],
        prompts,
        sections: choice.constitution.sections,
        records,
        measured: await readAverages(options.store, account),
      }),
      records,
      cost: models.cost,
      concurrency: options.concurrency === "auto" ? 8 : options.concurrency,
    });
  const sections = choice.constitution.sections.length;
  const showEstimate = (one: Estimate) => {
    if (options.json) print(JSON.stringify({ type: "estimate", ...one }));
    else
      (options.dryRun ? print : say)(
        rows([
          ["recipe", `${name}: ${recipe.purpose}`],
          ["from", `${file}, ${sections} section${sections === 1 ? "" : "s"}`],
          [
            "models",
            Object.entries(models.names)
              .map(([role, model]) => `${role} ${redact(model)}`)
              .join(", "),
          ],
          ["records", `${one.records} to make, in ${out}`],
          ...describeEstimate(one),
        ]),
      );
  };

  const have = (await readManifest(out))?.records ?? 0;
  if (options.dryRun && options.pilot === undefined)
    return showEstimate(await estimate(Math.max(0, options.n - have)));

  const signal = stopSignal();
  const runTo = async (n: number): Promise<{ result: RecipeResult; batch: WrittenBatch | undefined }> => {
    const view = showRecipeLater(options.json === true);
    let writer: BatchWriter | undefined;
    try {
      const result = await runRecipe({
        ...choice,
        prompts,
        models: models.names,
        n,
        out,
        signal,
        keepNearDuplicates: options.keepNearDuplicates === true,
        ...(evaluation ? { evaluation } : {}),
        ...(options.maxCandidates === undefined ? {} : { maxCandidates: options.maxCandidates }),
        earlyStop: {
          ...(options.minKeepRate === undefined ? {} : { minKeepRate: options.minKeepRate }),
          ...(options.maxTruncated === undefined ? {} : { maxTruncated: options.maxTruncated }),
        },
        command: ["teachwhy", ...process.argv.slice(2)].map(redact),
        version: packageVersion(),
        onEvent: (event) => view.show(event),
        async openSession({ run, accepted, signal: cut }) {
          const one = await estimate(Math.max(0, n - accepted));
          showEstimate(one);
          const { store } = options;
          if (options.batch !== undefined)
            writer = createBatchWriter({ directory: options.batch, store, run });
          else {
            if (!models.free && !options.yes) await askToSpend("Go ahead?");
            await requireAnswers(Object.values(models.names), models.prices, signal);
          }
          const { maxUsd: usd, maxTokens: tokens, maxCalls: calls } = options;
          const session = await openSession({
            store,
            run,
            models: models.names,
            prices: models.prices,
            budget: {
              ...(usd === undefined ? {} : { usd }),
              ...(tokens === undefined ? {} : { tokens }),
              ...(calls === undefined ? {} : { calls }),
            },
            concurrency: options.concurrency,
            ...(options.attemptTimeout === undefined
              ? {}
              : { attemptTimeoutMs: options.attemptTimeout * 1000 }),
            log: options.log,
            park: writer?.park,
            signal: cut,
          });
          view.begin(session);
          return session;
        },
      });
      return { result, batch: await writer?.close() };
    } finally {
      view.close();
    }
  };

  if (options.pilot !== undefined && have < options.pilot) {
    const { result } = await runTo(Math.min(options.pilot, options.n));
    await remember(options.store, account, result);
    if (result.status !== "complete" || options.dryRun) {
      if (options.dryRun && result.status === "complete")
        showEstimate(await estimate(Math.max(0, options.n - result.manifest.records)));
      return finish(result, undefined);
    }
  }
  const { result, batch } = await runTo(options.n);
  await remember(options.store, account, result);
  await finish(result, batch);

  /** The card; a README.md of somebody's own stays, and is no reason to fail. */
  async function describe({ manifest }: RecipeResult): Promise<void> {
    await writeCard({
      folder: out,
      constitution: {
        title: constitution.sections[0]?.title || basename(file),
        file: basename(file),
        sha256: constitution.sha256,
      },
      purpose: recipe.purpose,
      steps: Object.fromEntries([...recipe.steps, ...recipe.controls].map((one) => [one.name, one.does])),
    }).catch((error: unknown) => {
      if (!(error instanceof TeachwhyError && error.code === "file-exists")) throw error;
      say(`note: ${error.message} The card of these ${manifest.records} records was not written.`);
    });
  }

  async function finish(result: RecipeResult, batch: WrittenBatch | undefined): Promise<void> {
    // After Ctrl-C nobody waits for a report.
    const finished =
      result.status === "stopped" || result.manifest.records === 0
        ? undefined
        : await finishDataset({
            out,
            manifest: result.manifest,
            constitution: { text: constitution.text, sections: choice.constitution.sections },
            bannedPhrases: prompts.bannedPhrases,
          });
    if (finished) await describe(result);
    tellResult(result, { batch, finished, out, json: options.json === true });
  }
}

function required(value: string | undefined, option: string, hint: string): string {
  if (value !== undefined) return value;
  throw new TeachwhyError({
    code: "option-missing",
    message: `generate needs ${option}.`,
    next: `${hint} Add --help to see all options.`,
  });
}

function askedControls(asked: string[] | true | undefined, known: ControlName[]): ControlName[] {
  if (asked === undefined) return [];
  return asked === true ? known : (asked.flatMap((names) => names.split(",")) as ControlName[]);
}

/** The constitution may be quoted: an evaluation that asks about it holds its words. */
async function openEvaluation(paths: string[], constitution: string) {
  if (paths.length === 0) return undefined;
  const texts = await readEvaluationTexts(paths);
  return {
    sha256: hashOf(texts.map(({ text, canary = "" }) => [text, canary])),
    finder: createOverlapFinder(texts, { allow: [constitution] }),
  };
}

/** A model that has too much to do just now is there: the run waits for it as for any call. */
const passing = new Set(["rate-limited", "overloaded", "server-error"]);

async function requireAnswers(
  names: string[],
  prices: Parameters<typeof checkModels>[1]["prices"],
  signal: AbortSignal,
): Promise<void> {
  const checked = await checkModels(names, { prices, signal });
  const silent = checked.find((one) => !one.answered && !passing.has(one.code));
  if (!silent || silent.answered) return;
  const { code, message, next, name } = silent;
  // Most messages begin with the name already.
  const said = message.startsWith(redact(name))
    ? message.slice(redact(name).length).replace(/^: /, "")
    : message;
  throw new TeachwhyError({
    code,
    message: `${redact(name)} does not answer: ${said}`,
    next: `${next} Nothing was made.`,
  });
}

/** Another teacher writes at another length, another judge keeps another share. */
const accountOf = (recipe: string, models: Record<string, string>) =>
  `${recipe}-${hashOf(models).slice(0, 12)}`;

async function remember(store: string, account: string, { manifest }: RecipeResult): Promise<void> {
  // A run that was answered from the store took no time: it would make the next estimate far too short.
  if (manifest.spend.calls === 0) return;
  const averages = averagesOf(manifest);
  // On a full disk the next estimate is a guess; how the run ended is what has to be told.
  if (averages) await storeAverages(store, account, averages).catch(() => undefined);
}

/** Nothing is drawn while the terminal may show a question. */
function showRecipeLater(json: boolean) {
  let view: ReturnType<typeof showRecipe> | undefined;
  return {
    begin(session: Parameters<ReturnType<typeof showRecipe>["watch"]>[0]) {
      view = showRecipe({ json });
      view.watch(session);
    },
    show: (event: Parameters<ReturnType<typeof showRecipe>["show"]>[0]) => view?.show(event),
    close: () => view?.close(),
  };
}

const rows = (all: [string, string][]) =>
  all.map(([name, value]) => `${name.padEnd(8)} ${value}`.trimEnd()).join("\n");
