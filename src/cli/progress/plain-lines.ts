import type { RunEvent } from "../../experiments/index.ts";
import type { ProgressView } from "./progress-view.ts";
import { createPace } from "./time-left.ts";

/** One line a finished stage: for logs and pipes. */
export function plainLines(stream: { write(text: string): unknown }): ProgressView {
  const pace = createPace();
  const line = (text: string) => stream.write(`${text}\n`);
  return {
    show(event: RunEvent) {
      switch (event.type) {
        case "run-start":
          pace.start(event.chains);
          return line(`${event.experiment}: ${event.chains} arms`);
        case "stage-end":
          return line(
            event.reused
              ? `  ${event.label} (kept from before)`
              : `  ${event.label} (${event.seconds.toFixed(1)} s)`,
          );
        case "chain-end":
          pace.advance(event.done);
          return line(`${event.label}: done; ${pace.text()}`);
        case "artifact-damaged":
          return line(`  ${event.hash.slice(0, 8)} was damaged (${event.problem}) and is made again`);
        default:
          return undefined;
      }
    },
    close() {},
  };
}
