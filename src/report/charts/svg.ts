// Charts are drawn here, on the server's side: Observable Plot writes into a document that only lives in
// memory, and the report gets a finished picture without any script.
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

const { document } = parseHTML("<!doctype html><html><body></body></html>");

/** Colours are the page's variables, so that one picture serves light and dark. */
export const colours = {
  ink: "var(--ink)",
  quiet: "var(--quiet)",
  line: "var(--line)",
  paper: "var(--paper)",
  accent: "var(--accent)",
  warm: "var(--warm)",
};

/** Plot names its style class by chance; one name for all keeps the same results the same bytes. */
export function drawSvg(options: Plot.PlotOptions): string {
  const svg = Plot.plot({
    document,
    className: "plot",
    style: { fontSize: "12px", background: "none", overflow: "visible" },
    ...options,
  });
  for (const style of svg.querySelectorAll("style")) style.remove();
  svg.setAttribute("role", "img");
  return svg.outerHTML;
}

/** Room for row labels, in pixels: Plot does not measure text, and names come from files. */
export function labelWidth(labels: readonly string[]): number {
  const longest = Math.max(0, ...labels.flatMap((label) => label.split("\n")).map((line) => line.length));
  return Math.min(200, Math.max(70, longest * 6.8 + 12));
}
