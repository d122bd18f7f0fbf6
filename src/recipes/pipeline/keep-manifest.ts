import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { ModelRole, Spend } from "../../models/index.ts";
import { writeFileAtomic } from "../../store/index.ts";
import type { Prompts } from "../prompts/open-prompts.ts";
import type { Counts } from "./counts.ts";
import { fileNames } from "./output-folder.ts";
import {
  type RecipeManifest,
  type RecipePlan,
  type RunStatus,
  readManifest,
  refuseOtherPlan,
} from "./plan.ts";
import type { ControlName } from "./types.ts";

interface ManifestParts {
  out: string;
  plan: RecipePlan;
  n: number;
  controls: ControlName[];
  prompts: Prompts;
  command: string[];
  version: string;
}

interface State {
  status: RunStatus;
  message: string;
  accepted: number;
  candidates: number;
  counts: Counts;
  promptsUsed: Iterable<string>;
  roles: Iterable<readonly [string, ModelRole]>;
  spend: Spend;
}

export interface ManifestKeeper {
  /** What stood there when this run began. */
  before: RecipeManifest | undefined;
  run: string;
  save(state: State): Promise<RecipeManifest>;
}

/** Compares the plan with that of the folder, or refuses; then writes manifest.json whenever it is told the state. */
export async function keepManifest(parts: ManifestParts): Promise<ManifestKeeper> {
  const { out, plan, n, controls, prompts, command, version } = parts;
  const before = await readManifest(out);
  const versionsOf = (names: Iterable<string>) => {
    const known = new Set(prompts.names());
    return Object.fromEntries(
      [...new Set(names)]
        .filter((name) => known.has(name))
        .sort()
        .map((name) => [name, prompts.version(name)]),
    );
  };
  const own = prompts.names().filter((name) => name.startsWith(`${plan.recipe}/`));
  if (before)
    refuseOtherPlan(out, before.plan, { ...plan, prompts: versionsOf(Object.keys(before.plan.prompts)) });
  const names = [...own, ...Object.keys(before?.plan.prompts ?? {})];
  const startedAt = before?.startedAt ?? new Date().toISOString();
  const started = performance.now();
  const run = before?.run ?? `${plan.recipe}-${randomUUID().slice(0, 8)}`;

  let writing: Promise<unknown> = Promise.resolve();
  return {
    before,
    run,
    async save({ status, message, accepted, candidates, counts, promptsUsed, roles, spend }) {
      const { rejected, failed } = counts.totals();
      const manifest: RecipeManifest = {
        format: 1,
        run,
        plan: { ...plan, prompts: versionsOf([...names, ...promptsUsed]) },
        n,
        controls: [...new Set([...(before?.controls ?? []), ...controls])],
        status,
        message,
        command,
        versions: { teachwhy: version, node: process.version },
        startedAt,
        updatedAt: new Date().toISOString(),
        seconds: Math.round((before?.seconds ?? 0) + (performance.now() - started) / 1000),
        candidates,
        records: accepted,
        rejected,
        failed,
        steps: counts.steps(),
        roles: { ...before?.roles, ...Object.fromEntries(roles) },
        spend,
      };
      // One after the other: an older state must not be renamed over a newer one.
      writing = writing
        .catch(() => {})
        .then(() => writeFileAtomic(join(out, fileNames.manifest), `${JSON.stringify(manifest, null, 2)}\n`));
      await writing;
      return manifest;
    },
  };
}
