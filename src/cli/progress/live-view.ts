import type { RunEvent } from "../../experiments/index.ts";
import { styleFor } from "../style.ts";
import type { ProgressView } from "./progress-view.ts";
import { createPace } from "./time-left.ts";

interface Active {
  label: string;
  started: number;
  done: number;
  of: number;
  loss?: number;
}

interface Terminal {
  write(text: string): unknown;
  columns?: number;
  isTTY?: boolean;
}

const barWidth = 20;
const redrawMs = 100;

/** A line a running stage and one for the whole, drawn over themselves. */
export function liveView(terminal: Terminal): ProgressView {
  const { dim, bold, yellow } = styleFor(terminal);
  const pace = createPace();
  const active = new Map<string, Active>();
  let drawn = 0;
  let experiment = "";

  const clear = () => {
    if (drawn > 0) terminal.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = () => {
    const lines = [
      `${bold(experiment)}  ${pace.text()}`,
      ...[...active.values()].map((stage) => describe(stage, dim)),
    ];
    clear();
    terminal.write(lines.map((text) => `${cut(text, terminal.columns ?? 80)}\n`).join(""));
    drawn = lines.length;
  };
  const timer = setInterval(draw, redrawMs);
  timer.unref();

  return {
    show(event: RunEvent) {
      switch (event.type) {
        case "run-start":
          experiment = event.experiment;
          return pace.start(event.chains);
        case "stage-progress": {
          const { done, of, loss } = event.progress;
          const started = active.get(event.label)?.started ?? performance.now();
          active.set(event.label, {
            label: event.label,
            started,
            done,
            of,
            ...(loss === undefined ? {} : { loss }),
          });
          return undefined;
        }
        case "stage-end":
          active.delete(event.label);
          return undefined;
        case "chain-end":
          return pace.advance(event.done);
        case "artifact-damaged":
          clear();
          terminal.write(
            `${yellow("damaged")} ${event.hash.slice(0, 8)} (${event.problem}); it is made again\n`,
          );
          return undefined;
        default:
          return undefined;
      }
    },
    close() {
      clearInterval(timer);
      draw();
    },
  };
}

function describe({ label, started, done, of, loss }: Active, dim: (text: string) => string): string {
  const filled = Math.round((barWidth * done) / of);
  const bar = `${"━".repeat(filled)}${dim("─".repeat(barWidth - filled))}`;
  const seconds = (performance.now() - started) / 1000;
  const rate = seconds > 0.5 ? ` ${(done / seconds).toFixed(1)}/s` : "";
  return `${bar} ${label} ${done}/${of}${rate}${loss === undefined ? "" : ` loss ${loss.toFixed(3)}`}`;
}

/** Colour codes take no columns. */
function cut(text: string, columns: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes are what is counted out
  const visible = text.replace(/\u001b\[\d+m/g, "").length;
  return visible <= columns ? text : `${text.slice(0, text.length - (visible - columns) - 1)}…`;
}
