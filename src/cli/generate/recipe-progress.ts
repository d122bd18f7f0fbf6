import type { Session } from "../../models/index.ts";
import type { RecipeEvent } from "../../recipes/index.ts";
import { duration } from "../progress/time-left.ts";
import { styleFor } from "../style.ts";
import { visible } from "../visible.ts";

/** What a run of a recipe is doing. A live line on a terminal, a line now and then elsewhere, JSON for programs. */
export interface RecipeProgress {
  show(event: RecipeEvent): void;
  /** The session tells what is in flight and what was spent. */
  watch(session: Session): void;
  close(): void;
}

interface Stream {
  write(text: string): unknown;
  columns?: number;
  isTTY?: boolean;
}

export function showRecipe({ json }: { json: boolean }): RecipeProgress {
  if (json) return jsonProgress(process.stdout);
  const state = createState();
  return process.stderr.isTTY ? liveProgress(process.stderr, state) : plainProgress(process.stderr, state);
}

const everyMs = { live: 200, plain: 15_000, json: 5_000 };

interface Progress {
  accepted: number;
  n: number;
  rejected: number;
  failed: number;
  controls: number;
  inFlight: number;
  limit: number;
  calls: number;
  usd: number;
  unpricedCalls: number;
  secondsLeft: number | undefined;
}

export function createState(now: () => number = () => performance.now()) {
  let session: Session | undefined;
  const started = now();
  let first = 0;
  const counts = { accepted: 0, n: 0, rejected: 0, failed: 0, controls: 0 };
  return {
    watch(watched: Session) {
      session = watched;
    },
    take(event: RecipeEvent) {
      if (event.type === "start") {
        first = event.accepted;
        counts.accepted = event.accepted;
        counts.n = event.n;
      } else if (event.type === "record") counts.accepted = event.accepted;
      else if (event.type === "rejected") counts.rejected++;
      else if (event.type === "failure") counts.failed++;
      else if (event.type === "control" && event.made) counts.controls++;
    },
    progress(): Progress {
      const { inFlight = 0, limit = 0 } = session?.concurrency() ?? {};
      const { calls = 0, usd = 0, unpricedCalls = 0 } = session?.spend() ?? {};
      const made = counts.accepted - first;
      const seconds = (now() - started) / 1000;
      return {
        ...counts,
        inFlight,
        limit,
        calls,
        usd,
        unpricedCalls,
        secondsLeft: made > 0 ? (seconds / made) * (counts.n - counts.accepted) : undefined,
      };
    },
  };
}

type State = ReturnType<typeof createState>;

function describe(progress: Progress): string {
  const { accepted, n, rejected, failed, controls, inFlight, limit, calls, usd, unpricedCalls } = progress;
  const ended = accepted + rejected + failed;
  const parts = [
    `${accepted} of ${n} records`,
    ...(ended > 0 && rejected + failed > 0 ? [`${Math.round((100 * accepted) / ended)}% kept`] : []),
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(controls > 0 ? [`${controls} controls`] : []),
    `${calls} calls (${inFlight}/${limit} at once)`,
    unpricedCalls > 0 ? "price unknown" : `$${usd.toFixed(usd < 1 ? 4 : 2)}`,
    ...(progress.secondsLeft !== undefined && accepted < n
      ? [`about ${duration(progress.secondsLeft)} left`]
      : []),
  ];
  return parts.join(", ");
}

function liveProgress(stream: Stream, state: State): RecipeProgress {
  const { yellow, dim } = styleFor(stream);
  const draw = () => {
    const text = describe(state.progress());
    const columns = stream.columns ?? 80;
    stream.write(`\r\u001b[2K${text.length < columns ? text : `${text.slice(0, columns - 2)}…`}`);
  };
  const timer = setInterval(draw, everyMs.live);
  timer.unref();
  const above = (line: string) => stream.write(`\r\u001b[2K${line}\n`);
  return {
    watch: state.watch,
    show(event) {
      state.take(event);
      if (event.type === "failure")
        above(
          `${yellow("failed")} ${event.id} in ${event.step}: ${event.kind}. ${dim(visible(event.message))}`,
        );
      if (event.type === "ending")
        above(`${visible(event.message)} Waiting for calls in flight, which are paid.`);
    },
    close() {
      clearInterval(timer);
      draw();
      stream.write("\n");
    },
  };
}

function plainProgress(stream: Stream, state: State): RecipeProgress {
  let last = "";
  const line = () => {
    const text = describe(state.progress());
    if (text !== last) stream.write(`${text}\n`);
    last = text;
  };
  const timer = setInterval(line, everyMs.plain);
  timer.unref();
  return {
    watch: state.watch,
    show(event) {
      state.take(event);
      if (event.type === "record" && event.accepted % Math.max(1, Math.ceil(state.progress().n / 10)) === 0)
        line();
      if (event.type === "ending")
        stream.write(`${visible(event.message)} Waiting for calls in flight, which are paid.\n`);
    },
    close() {
      clearInterval(timer);
      line();
    },
  };
}

function jsonProgress(stream: Stream): RecipeProgress {
  const state = createState();
  const write = (event: object) => stream.write(`${JSON.stringify(event)}\n`);
  const timer = setInterval(() => write({ type: "progress", ...state.progress() }), everyMs.json);
  timer.unref();
  return {
    watch: state.watch,
    show(event) {
      state.take(event);
      write(event);
    },
    close: () => clearInterval(timer),
  };
}
