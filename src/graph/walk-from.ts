import { nearest, TeachwhyError } from "../store/index.ts";
import { nodeId } from "./compile-graph.ts";
import type { Edge, RequiresEdge, ValueGraph, Walk } from "./types.ts";

/**
 * The path from an act (`lock logs`, `lock-logs` or `act:lock-logs`) to its verdict under this constitution.
 * Throws a TeachwhyError with the nearest names where the graph has no such act.
 */
export function walkFrom(graph: ValueGraph, act: string): Walk {
  const node = findAct(graph, act);
  const causes = edgeFrom(graph, node.id);
  const effect = edgeFrom(graph, causes.to);
  const requires = graph.edges.filter(
    (edge): edge is RequiresEdge => edge.type === "requires" && edge.to === effect.to,
  );
  const violates = effect.type === "violates";
  return {
    act: node.label,
    edges: [causes, effect, ...requires],
    consequence: labelOf(graph, causes.to),
    value: labelOf(graph, effect.to),
    effect: violates ? "violates" : "serves",
    norms: requires.flatMap(({ norms }) => norms),
    verdict: violates && requires.length > 0 ? "wrong" : "fine",
  };
}

export function labelOf(graph: ValueGraph, id: string): string {
  return graph.nodes.find((node) => node.id === id)?.label ?? id;
}

function findAct(graph: ValueGraph, name: string) {
  const acts = graph.nodes.filter(({ type }) => type === "act");
  const plain = name.trim().toLowerCase().replace(/^act:/, "").replace(/\s+/g, " ");
  const found = acts.find(({ id }) => id === nodeId("act", plain));
  if (found) return found;
  const labels = acts.map(({ label }) => label);
  const suggestion = nearest(plain, labels);
  const verb = plain.split(/[ -]/)[0]!;
  const sameVerb = labels.filter((label) => label.startsWith(`${verb} `));
  throw new TeachwhyError({
    code: "unknown-act",
    message: `Unknown act "${name}".${suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`}`,
    next: `An act is a verb and an object. Known: ${(sameVerb.length > 0 ? sameVerb : labels).slice(0, 12).join(", ")}.`,
    data: { act: name, nearest: suggestion },
  });
}

function edgeFrom(graph: ValueGraph, id: string): Edge {
  const edge = graph.edges.find(({ from }) => from === id);
  if (edge) return edge;
  throw new TeachwhyError({
    code: "broken-graph",
    message: `The value graph has no edge that starts at ${id}.`,
    next: "Run checkGraph on it: an act needs a consequence, and a consequence a value.",
    data: { node: id },
  });
}
