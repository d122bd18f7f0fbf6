// The end of an item's way: a record, a rejection or a failure, written down and counted; and what earlier runs of the
// same folder have written.
import {
  createNearDuplicateIndex,
  type DataRecord,
  type NearDuplicateIndex,
  type OverlapFinder,
  recordText,
} from "../../datasets/index.ts";
import { type Counts, createCounts } from "./counts.ts";
import type { RecipeEvent } from "./events.ts";
import type { Item } from "./item.ts";
import { openOutputFolder } from "./output-folder.ts";
import { ancestorsOf } from "./path.ts";
import { costOf, type SpentByStep } from "./spent.ts";
import type { ItemOutcome, Lineage } from "./step-context.ts";
import {
  type Control,
  type ControlName,
  controlNames,
  type Recipe,
  type RecordDraft,
  type Rejected,
} from "./types.ts";

/** The built-in last steps. */
const evaluationStep = "evaluation-texts";
const nearDuplicateStep = "near-duplicates";

export interface Acceptance<T extends object> {
  accepted(): number;
  candidates(): number;
  sawCandidate(): void;
  /** Whether an earlier run ended this item, so that nothing is left to do; its way is counted from this step on. */
  skip(name: string, fromStep: number): { out: 0 | 1; lastStep: number } | undefined;
  /** Whether an earlier run went beyond this item: to children of it, or to a record that lacks something. */
  wentThrough(name: string): boolean;
  /** Whether an earlier run left nothing to do. */
  isWhole(): boolean;
  /** Beyond this ordinal of the source earlier runs have ended nothing; -1 where they ended nothing at all. */
  lastOrdinal: number;
  /** Writes the record, unless there are enough; says whether there is one, and which controls it lacks. */
  accept(item: Item<T>): { accepted: boolean; controls: Control<T>[] };
  passed(step: string, out: number): void;
  reject(item: Item<T>, step: string, rejected: Rejected): void;
  fail(item: Item<T>, step: string, failure: Extract<ItemOutcome, { kind: "failure" }>): void;
  acceptControl(item: Item<T>, control: ControlName, draft: RecordDraft, lineage: Lineage): void;
  rejectControl(item: Item<T>, control: ControlName, rejected: Rejected, lineage: Lineage): void;
  failControl(
    item: Item<T>,
    control: ControlName,
    failure: Extract<ItemOutcome, { kind: "failure" }>,
    lineage: Lineage,
  ): void;
  counts: Counts;
  promptsUsed(): Iterable<string>;
  close(): void;
}

interface AcceptanceParts<T extends object> {
  recipe: Recipe<T>;
  out: string;
  seed: number;
  n: number;
  constitution: string;
  steps: string[];
  controls: Control<T>[];
  keepNearDuplicates: boolean;
  /** Finds what evaluation texts a record holds. */
  evaluation: OverlapFinder | undefined;
  onEvent(event: RecipeEvent): void;
}

/** Reads the folder, which may hold more records than `n`; then everything is appended. */
export async function openAcceptance<T extends object>(parts: AcceptanceParts<T>): Promise<Acceptance<T>> {
  const { recipe, out, seed, n, constitution, steps, controls, keepNearDuplicates, evaluation, onEvent } =
    parts;
  const prefix = `${recipe.name}-${seed}-`;
  const nameOf = (id: string) => id.slice(prefix.length);
  const near = keepNearDuplicates ? undefined : createNearDuplicateIndex();
  // Near-duplicates last: the index keeps what it lets through.
  const filters: Filter[] = [
    ...(evaluation ? [{ step: evaluationStep, check: overlapWith(evaluation) }] : []),
    ...(near ? [{ step: nearDuplicateStep, check: nearDuplicateOf(near) }] : []),
  ];
  const counts = createCounts([...steps, ...filters.map(({ step }) => step)], [...controlNames]);

  const records = new Set<string>();
  /** Items that ended without a record, with the step where. */
  const lost = new Map<string, string>();
  const accounts = new Set<string>();
  const controlsDone = new Set<string>();
  const controlKey = (name: string, control: ControlName) => `${name} ${control}`;
  const promptsUsed = new Set<string>();
  const folder = await openOutputFolder(out, {
    record(record) {
      records.add(nameOf(record.id));
      near?.add(record.id, recordText(record));
      for (const prompt of Object.keys(record.provenance.prompts ?? {})) promptsUsed.add(prompt);
    },
    spending({ id, spent }) {
      accounts.add(nameOf(id));
      counts.accepted(spent);
    },
    control(control, id) {
      controlsDone.add(controlKey(nameOf(id), control));
      counts.passed(control, 1);
    },
    rejected({ id, step, reason, control, spent }) {
      counts.rejected(step, reason, spent);
      if (control) controlsDone.add(controlKey(nameOf(id), control));
      else lost.set(nameOf(id), step);
    },
    failure({ id, step, kind, control, spent }) {
      counts.failed(step, kind, spent);
      if (control) controlsDone.add(controlKey(nameOf(id), control));
      else lost.set(nameOf(id), step);
    },
  });

  const lacks = (name: string) => controls.filter((one) => !controlsDone.has(controlKey(name, one.name)));
  /** A kill between the two lines of a record leaves it without its account. */
  const owed = new Set([...records].filter((name) => !accounts.has(name) || lacks(name).length > 0));
  const begun = new Set([...records, ...lost.keys()].flatMap(ancestorsOf));
  for (const name of owed) begun.add(name);
  let lastOrdinal = -1;
  for (const names of [records, lost.keys()])
    for (const name of names) lastOrdinal = Math.max(lastOrdinal, Number.parseInt(name, 10));
  let candidates = 0;

  const lineageOf = ({ prompts, models, spent }: Lineage) => {
    const costUsd = costOf(spent);
    return { prompts, models, ...(costUsd === undefined ? {} : { costUsd }) };
  };
  const toRecord = (id: string, draft: RecordDraft, lineage: Lineage): DataRecord => {
    const { sections, variant, domain, parents, ...content } = draft;
    for (const prompt of Object.keys(lineage.prompts)) promptsUsed.add(prompt);
    return {
      id,
      ...content,
      provenance: {
        recipe: recipe.name,
        seed,
        constitution,
        sections,
        ...(variant === undefined ? {} : { variant }),
        ...(domain === undefined ? {} : { domain }),
        ...(parents === undefined ? {} : { parents }),
        ...lineageOf(lineage),
      },
    } as DataRecord;
  };
  const cost = (spent: SpentByStep) => {
    const costUsd = costOf(spent);
    return { ...(costUsd === undefined ? {} : { costUsd }), spent };
  };

  function reject(item: Item<T>, step: string, { rejected: reason, detail }: Rejected): void {
    const id = prefix + item.name;
    counts.rejected(step, reason, item.lineage.spent);
    folder.rejected({
      id,
      step,
      reason,
      ...(detail === undefined ? {} : { detail }),
      ...cost(item.lineage.spent),
    });
    onEvent({ type: "rejected", id, step, reason, ...(detail === undefined ? {} : { detail }) });
  }

  return {
    counts,
    lastOrdinal,
    accepted: () => records.size,
    candidates: () => candidates,
    sawCandidate: () => candidates++,
    isWhole: () => records.size >= n && owed.size === 0,
    wentThrough: (name) => begun.has(name),
    skip(name, fromStep) {
      if (records.has(name) && !owed.has(name)) {
        for (const step of steps.slice(fromStep)) counts.passed(step, 1);
        for (const { step } of filters) counts.passed(step, 1);
        return { out: 1, lastStep: steps.length };
      }
      const end = lost.get(name);
      if (end === undefined) return undefined;
      const at = steps.indexOf(end);
      const lastStep = at < 0 ? steps.length : at;
      for (const step of steps.slice(fromStep, lastStep)) counts.passed(step, 1);
      const filter = filters.findIndex(({ step }) => step === end);
      for (const { step } of filters.slice(0, Math.max(0, filter))) counts.passed(step, 1);
      return { out: 0, lastStep };
    },
    accept(item) {
      const { name, value, lineage } = item;
      const id = prefix + name;
      if (records.has(name)) {
        owed.delete(name);
        for (const { step } of filters) counts.passed(step, 1);
        if (!accounts.has(name)) {
          counts.accepted(lineage.spent);
          folder.spending(id, lineage.spent);
        }
        return { accepted: true, controls: lacks(name) };
      }
      if (records.size >= n) return { accepted: false, controls: [] };
      const record = toRecord(id, recipe.record(value), lineage);
      for (const { step, check } of filters) {
        const rejected = check(record);
        if (rejected) {
          reject(item, step, rejected);
          return { accepted: false, controls: [] };
        }
        counts.passed(step, 1);
      }
      folder.record(record, lineage.spent);
      records.add(name);
      counts.accepted(lineage.spent);
      onEvent({ type: "record", id, accepted: records.size });
      return { accepted: true, controls: lacks(name) };
    },
    passed: (step, count) => counts.passed(step, count),
    reject,
    fail(item, step, { failure, message, prompt, key }) {
      const id = prefix + item.name;
      const { spent } = item.lineage;
      counts.failed(step, failure, spent);
      folder.failure({ id, step, kind: failure, message, prompt, key, ...cost(spent) });
      onEvent({ type: "failure", id, step, kind: failure, message });
    },
    acceptControl(item, control, draft, lineage) {
      const parent = prefix + item.name;
      const id = `${parent}-${control}`;
      // A control counts where its record does, so that the two can be balanced group by group.
      const { domain, variant } = recipe.record(item.value);
      const place = {
        ...(domain === undefined ? {} : { domain }),
        ...(variant === undefined ? {} : { variant }),
      };
      const record = toRecord(
        id,
        { ...draft, ...place, parents: [...(draft.parents ?? []), parent] },
        lineage,
      );
      record.provenance.control = control;
      record.provenance.prompts = { ...item.lineage.prompts, ...lineage.prompts };
      record.provenance.models = { ...item.lineage.models, ...lineage.models };
      folder.control(control, record, lineage.spent);
      controlsDone.add(controlKey(item.name, control));
      counts.passed(control, 1);
      counts.accepted(lineage.spent);
      onEvent({ type: "control", id, control, made: true });
    },
    rejectControl(item, control, { rejected: reason, detail }, { spent }) {
      const id = prefix + item.name;
      counts.rejected(control, reason, spent);
      const more = detail === undefined ? {} : { detail };
      folder.rejected({ id, step: control, reason, ...more, control, ...cost(spent) });
      onEvent({ type: "control", id, control, made: false });
    },
    failControl(item, control, { failure, message, prompt, key }, { spent }) {
      const id = prefix + item.name;
      counts.failed(control, failure, spent);
      folder.failure({ id, step: control, kind: failure, message, prompt, key, control, ...cost(spent) });
      onEvent({ type: "control", id, control, made: false });
    },
    promptsUsed: () => promptsUsed,
    close: () => folder.close(),
  };
}

interface Filter {
  step: string;
  check(record: DataRecord): Rejected | undefined;
}

const nearDuplicateOf = (near: NearDuplicateIndex) => (record: DataRecord) => {
  const twin = near.add(record.id, recordText(record));
  return (
    twin && {
      rejected: "near-duplicate",
      detail: `like ${twin.id} (similarity ${twin.similarity.toFixed(2)})`,
    }
  );
};

const overlapWith = (finder: OverlapFinder) => (record: DataRecord) => {
  const [first] = finder.find(record);
  if (!first) return undefined;
  const detail = `${first.evaluation}: ${first.recordExcerpt.text}`;
  return { rejected: `an evaluation's text (${first.kind})`, detail };
};
