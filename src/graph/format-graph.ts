// The graph and its walks as plain text for a terminal.
import type { Difference } from "./differences.ts";
import type { Edge, NodeType, RequiresEdge, ValueGraph, Walk } from "./types.ts";
import { labelOf } from "./walk-from.ts";

const unrequired = `${label("required")}by no principle: what violates it is fine by this constitution`;

/** Value by value: the sentences that require it, then what violates and what serves it. */
export function formatGraph(graph: ValueGraph): string {
  const { constitution, world } = graph;
  const count = (type: NodeType) => plural(graph.nodes.filter((node) => node.type === type).length, type);
  const causesOf = ({ from }: Edge) => {
    const acts = graph.edges.filter((edge) => edge.type === "causes" && edge.to === from);
    return `${labelOf(graph, from)}, caused by ${acts.map((edge) => labelOf(graph, edge.from)).join(", ") || "no act"}`;
  };
  const lines = [
    `${constitution.file} (sha256 ${constitution.sha256.slice(0, 12)}) in world ${world.seed} (${world.kind})`,
    [
      count("value"),
      count("principle"),
      count("act"),
      count("consequence"),
      plural(graph.edges.length, "edge"),
    ].join(", "),
  ];
  for (const value of graph.nodes.filter(({ type }) => type === "value")) {
    const edges = graph.edges.filter(({ to }) => to === value.id);
    const requires = edges.filter(isRequires);
    lines.push(
      "",
      value.label,
      ...(requires.length === 0 ? [unrequired] : requires.map(formatRequires)),
      ...edges.filter(({ type }) => type === "violates").map((edge) => label("violated") + causesOf(edge)),
      ...edges.filter(({ type }) => type === "serves").map((edge) => label("served") + causesOf(edge)),
    );
  }
  return `${lines.join("\n")}\n`;
}

/** One edge a line with what it rests on, and the verdict. */
export function formatWalk({ act, edges, consequence, value, effect, verdict }: Walk): string {
  const [causes, touches] = edges;
  const requires = edges.filter(isRequires);
  const width = Math.max(consequence.length, value.length) + 2;
  const lines = [
    act,
    `${label("causes")}${consequence.padEnd(width)}world: "${causes!.source.quote}"`,
    `${label(effect)}${value.padEnd(width)}world: "${touches!.source.quote}"`,
    ...(requires.length === 0 ? [unrequired] : requires.map(formatRequires)),
    `  so ${act} is ${verdict}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** The acts on which the world's harm and the constitution disagree; empty text where they agree on all. */
export function formatDifferences(differences: readonly Difference[]): string {
  if (differences.length === 0) return "";
  const lines = differences.map(({ act, consequence, value, world, constitution }) => {
    const harm = world === "wrong" ? "harms in the world" : "does not harm in the world";
    return `  ${act} (${consequence}, ${value}): ${harm}, ${constitution} by this constitution`;
  });
  return [`World and constitution differ on ${plural(differences.length, "act")}:`, ...lines, ""].join("\n");
}

function label(name: string): string {
  return `  ${name.padEnd(10)}`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const isRequires = (edge: Edge): edge is RequiresEdge => edge.type === "requires";

function formatRequires({ from, source, norms }: RequiresEdge): string {
  const principle = from.replace(/^principle:/, "");
  return `${label("required")}by ${principle} (line ${source.line}): ${norms.map((norm) => `"${norm}"`).join(" ")}`;
}
