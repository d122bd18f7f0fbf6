// Which item runs which step when. Always the first one in the order of paths that may run; as many at once as the
// session can use; no more than the run still needs.
import type { TeachingSection } from "../../constitution/index.ts";
import type { ModelRole, Session } from "../../models/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import type { Prompts } from "../prompts/open-prompts.ts";
import type { Acceptance } from "./acceptance.ts";
import { type EarlyStop, earlyStopDefaults, reasonToStop } from "./early-stop.ts";
import type { RecipeEvent } from "./events.ts";
import { createHeap } from "./heap.ts";
import type { Item } from "./item.ts";
import { compareInOrder, type Path, pathText } from "./path.ts";
import type { RunStatus } from "./plan.ts";
import { addByStep } from "./spent.ts";
import { type Lineage, performStep } from "./step-context.ts";
import type { Control, Rejected, Step, StepContext } from "./types.ts";
import { createYields } from "./yields.ts";

interface SchedulerParts<T extends object> {
  recipe: string;
  steps: Step<T>[];
  controls: Control<T>[];
  source: Iterable<T>;
  sections: TeachingSection[];
  session: Session;
  prompts: Prompts;
  /** Filled as steps ask. */
  roles: Map<string, ModelRole>;
  seed: number;
  n: number;
  acceptance: Acceptance<T>;
  maxCandidates: number;
  earlyStop: Partial<EarlyStop>;
  graceMs: number;
  signal: AbortSignal | undefined;
  onEvent(event: RecipeEvent): void;
}

interface Ended {
  status: RunStatus;
  message: string;
  error?: TeachwhyError;
}

/** Finished items that wait for an older one; beyond this many, memory matters more than order. */
const maxFinished = 1000;

const newLineage = (): Lineage => ({ prompts: {}, models: {}, spent: {} });

export async function schedule<T extends object>(parts: SchedulerParts<T>): Promise<Ended> {
  const { recipe, steps, session, prompts, seed, sections, n, acceptance, graceMs, signal, onEvent } = parts;
  const limits = { ...earlyStopDefaults, ...parts.earlyStop };
  const round = Math.max(1, sections.length);
  const yields = createYields(steps, round);
  const inOrder = (a: Item<T>, b: Item<T>) => compareInOrder(a.path, b.path, round);
  /** All items that did not end, and those that may run. */
  const live = createHeap<Item<T>>(inOrder);
  const queue = createHeap<Item<T>>(inOrder);
  /** Running or finished. */
  const active = new Set<Item<T>>();
  const controlQueue: { item: Item<T>; control: Control<T> }[] = [];
  /** Items that wait for an answer from a batch file: where they are, not what they hold. */
  const pending: Pick<Item<T>, "path" | "step">[] = [];
  let pendingRequests = 0;
  let finished = 0;
  let running = 0;
  let runningControls = 0;
  /** Items that an earlier run went through and this one did not yet. */
  let replaying = 0;
  /** Nobody waits for calls in flight any more, and nothing more is written. */
  let closed = false;
  const source = parts.source[Symbol.iterator]();
  let nextOrdinal = 0;
  let sourceEnded = false;

  let ended: Ended | undefined;
  let bug: unknown;
  let wake = () => {};

  function end(reason: Ended): void {
    if (ended) return;
    ended = reason;
    if (running > 0) onEvent({ type: "ending", status: reason.status, message: reason.message });
    wake();
  }

  const stop = () => end({ status: "stopped", message: "Stopped. The same command goes on from here." });

  function endWith(error: unknown): void {
    if (error instanceof Error && error.name === "AbortError") stop();
    else if (error instanceof TeachwhyError) {
      end({ status: "broken", message: error.message, error });
    } else {
      bug ??= error;
      end({ status: "broken", message: String(error) });
    }
  }

  // ---- items

  function add(path: Path, value: T, step: number, lineage: Lineage): void {
    const name = pathText(path);
    const known = acceptance.skip(name, step);
    if (known) {
      for (let at = step; at < known.lastStep; at++) yields.saw(at, 1);
      yields.saw(known.lastStep, known.out);
      if (path.length === 1) acceptance.sawCandidate();
      return;
    }
    const replayed = acceptance.wentThrough(name);
    if (replayed) replaying++;
    const item: Item<T> = { path, name, value, step, state: "queued", replayed, lineage };
    live.push(item);
    wait(item);
  }

  /** For its next step, or, after the last one, for its turn to be accepted. */
  function wait(item: Item<T>): void {
    if (item.step < steps.length) {
      item.state = "queued";
      active.delete(item);
      queue.push(item);
    } else {
      item.state = "finished";
      active.add(item);
      finished++;
    }
  }

  function leave(item: Item<T>): void {
    if (item.replayed && item.state !== "ended") replaying--;
    item.state = "ended";
    active.delete(item);
  }

  async function runStep(item: Item<T>): Promise<void> {
    const step = steps[item.step]!;
    const outcome = await perform(step.name, item, item.lineage, (context) => step.run(item.value, context));
    if (closed) return;
    if (outcome.kind === "made") return passOn(item, step, outcome.value);
    if (outcome.kind === "failure") {
      leave(item);
      yields.saw(item.step, 0);
      acceptance.fail(item, step.name, outcome);
    } else {
      leave(item);
      if (outcome.kind === "pending") pending.push({ path: item.path, step: item.step });
    }
  }

  function passOn(item: Item<T>, step: Step<T>, made: T[] | Rejected): void {
    if (!Array.isArray(made) || made.length === 0) {
      leave(item);
      yields.saw(item.step, 0);
      acceptance.reject(item, step.name, Array.isArray(made) ? { rejected: "made no item" } : made);
      return;
    }
    yields.saw(item.step, made.length);
    acceptance.passed(step.name, made.length);
    if (made.length > 1) {
      leave(item);
      for (const [index, value] of made.entries()) {
        const { prompts, models, spent } = item.lineage;
        const lineage: Lineage = { prompts: { ...prompts }, models: { ...models }, spent: {} };
        addByStep(lineage.spent, spent, 1 / made.length);
        add([...item.path, index], value, item.step + 1, lineage);
      }
      return;
    }
    item.value = made[0]!;
    item.step++;
    wait(item);
  }

  function perform<R>(
    step: string,
    { name }: Item<T>,
    lineage: Lineage,
    work: (context: StepContext) => Promise<R>,
  ): ReturnType<typeof performStep<R>> {
    return performStep(
      {
        recipe,
        step,
        path: name,
        seed,
        session,
        prompts,
        lineage,
        roles: parts.roles,
        ending: () => ended !== undefined,
        onPending: () => pendingRequests++,
      },
      work,
    ).catch((error: unknown) => {
      endWith(error);
      return { kind: "dropped" };
    });
  }

  // ---- acceptance, in order

  function settle(): void {
    for (let front = live.peek(); front; front = live.peek()) {
      if (front.state === "ended") live.pop();
      else if (front.state === "finished") acceptItem(front);
      else if (finished > maxFinished)
        acceptItem(first([...active].filter(({ state }) => state === "finished")));
      else return;
    }
  }

  const first = (items: Item<T>[]) => items.reduce((best, item) => (inOrder(item, best) < 0 ? item : best));

  function acceptItem(item: Item<T>): void {
    leave(item);
    finished--;
    const before = acceptance.accepted();
    const { accepted, controls } = acceptance.accept(item);
    if (accepted || before < n) yields.saw(steps.length, accepted ? 1 : 0);
    for (const control of controls) controlQueue.push({ item, control });
  }

  async function runControl({ item, control }: { item: Item<T>; control: Control<T> }): Promise<void> {
    const lineage = newLineage();
    runningControls++;
    const outcome = await perform(control.name, item, lineage, (context) => control.run(item.value, context));
    runningControls--;
    if (closed) return;
    if (outcome.kind === "made") {
      if ("rejected" in outcome.value) acceptance.rejectControl(item, control.name, outcome.value, lineage);
      else acceptance.acceptControl(item, control.name, outcome.value, lineage);
    } else if (outcome.kind === "failure") acceptance.failControl(item, control.name, outcome, lineage);
  }

  // ---- what runs next

  /** Records that will stand before this item if all goes as it did so far. */
  function expectedBefore(item: Item<T>): number {
    let sum = acceptance.accepted();
    for (const one of pending)
      if (compareInOrder(one.path, item.path, round) < 0) sum += yields.expectedBefore(one, item.path);
    for (const one of active) {
      if (one.replayed || inOrder(one, item) > 0) continue;
      sum += one.state === "finished" ? 1 : yields.expectedBefore(one, item.path);
    }
    return sum;
  }

  /** The first item that may run; takes a new candidate from the source when that is the first. */
  function next(): Item<T> | undefined {
    for (;;) {
      const item = queue.peek();
      const newIsFirst = !item || compareInOrder([nextOrdinal], item.path, round) < 0;
      if (newIsFirst && admit()) continue;
      if (!item) return undefined;
      if (item.replayed) return queue.pop();
      if (acceptance.accepted() >= n) {
        // Not needed any more: begun by a run that then got enough elsewhere.
        queue.pop();
        leave(item);
        continue;
      }
      return expectedBefore(item) < n - 1e-9 ? queue.pop() : undefined;
    }
  }

  function admit(): boolean {
    if (sourceEnded || nextOrdinal >= parts.maxCandidates) return false;
    if (acceptance.accepted() >= n && nextOrdinal > acceptance.lastOrdinal) return false;
    const { done, value } = source.next();
    if (done) {
      sourceEnded = true;
      return false;
    }
    add([nextOrdinal++], value, 0, newLineage());
    return true;
  }

  function start(work: Promise<void>): void {
    running++;
    work.catch(endWith).finally(() => {
      running--;
      pump();
    });
  }

  function pump(): void {
    try {
      if (!ended) {
        settle();
        checkEnd();
      }
      // A little more than the session sends at once, so that it never waits for us.
      const most = Math.ceil(session.concurrency().limit * 1.25) + 1;
      while (!ended && running < most) {
        const control = controlQueue.shift();
        if (control) {
          start(runControl(control));
          continue;
        }
        const item = next();
        if (!item) break;
        if (item.step === 0 && item.path.length === 1) acceptance.sawCandidate();
        item.state = "running";
        active.add(item);
        start(runStep(item));
      }
    } catch (error) {
      endWith(error);
    }
    if (running === 0) wake();
  }

  function checkEnd(): void {
    if (acceptance.accepted() >= n) {
      const walked = nextOrdinal > acceptance.lastOrdinal && replaying === 0;
      const done = walked && controlQueue.length === 0 && runningControls === 0;
      // What else runs is not needed: begun for the case that something before it came to nothing.
      if (done && pendingRequests === 0)
        end({ status: "complete", message: `${acceptance.accepted()} records.` });
      return;
    }
    const { rejected, failed, truncated } = acceptance.counts.totals();
    const kept = acceptance.accepted() + finished;
    const message = reasonToStop({ kept, rejected, failed, truncated }, limits, {
      steps: acceptance.counts.steps,
      optional: steps.filter(({ needed }) => !needed).map(({ name }) => name),
    });
    if (message !== undefined) end({ status: "stopped-early", message });
  }

  // ---- from beginning to end

  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  try {
    await new Promise<void>((resolve) => {
      wake = () => {
        if (running === 0) return resolve();
        if (ended) setTimeout(resolve, graceMs).unref();
      };
      pump();
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    closed = true;
  }
  if (bug !== undefined) throw bug;
  // What is finished is paid and stays, in order, though an older one may have come before it.
  for (const item of [...active].filter(({ state }) => state === "finished").sort(inOrder)) acceptItem(item);
  return ended ?? describeEnd();

  function describeEnd(): Ended {
    const accepted = acceptance.accepted();
    if (pendingRequests > 0) {
      return { status: "waiting", message: `${pendingRequests} requests wait for their answers.` };
    }
    if (accepted >= n) return { status: "complete", message: `${accepted} records.` };
    const { rejected, failed } = acceptance.counts.totals();
    const have = `${accepted} of ${n} records: ${rejected} items were rejected and ${failed} failed.`;
    return {
      status: "short",
      message: sourceEnded
        ? `${have} The source has no more candidates: give more input, or ask for less with --n.`
        : `${have} The cap of ${parts.maxCandidates} candidates is reached: raise --max-candidates, or see in rejected.jsonl what is turned down.`,
    };
  }
}
