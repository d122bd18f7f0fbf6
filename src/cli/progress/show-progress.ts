// What a run is doing: a live view on a terminal, plain lines elsewhere, one JSON event a line for programs.
import { liveView } from "./live-view.ts";
import { plainLines } from "./plain-lines.ts";
import type { ProgressView } from "./progress-view.ts";

/** JSON goes to stdout, for it is the answer then; views for people go to stderr. */
export function showProgress({ json }: { json: boolean }): ProgressView {
  if (json) {
    return { show: (event) => process.stdout.write(`${JSON.stringify(event)}\n`), close: () => {} };
  }
  return process.stderr.isTTY ? liveView(process.stderr) : plainLines(process.stderr);
}
