// The room check. A folder of src/ is a room, its index.ts is its whole face. Refuses imports that go
// upwards, that reach past another room's index.ts, and cycles; type-only imports count, too.
// Not dependency-cruiser: its version 17 cannot read TypeScript with the TypeScript 7 compiler.
// Usage: node scripts/check-rooms.mjs [FOLDER that holds src/]
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "oxc-parser";

/** From the highest to the lowest; a room may use only what stands after it. */
const rooms = [
  "cli",
  "report",
  "experiments",
  "evaluation",
  "training",
  "recipes",
  "datasets",
  "graph",
  "constitution",
  "miniature",
  "models",
  "store",
  "statistics",
];

const folder = resolve(process.argv[2] ?? ".");
const source = join(folder, "src");
const problems = [];

/** Every relative path that a file imports, loads or starts a worker from, with its line. */
function importsOf(file) {
  const text = readFileSync(file, "utf8");
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) problems.push(`${relative(folder, file)}: ${errors[0].message}`);
  const found = [
    ...module.staticImports.map((one) => ({ path: one.moduleRequest.value, at: one.start })),
    ...module.staticExports.flatMap((one) =>
      one.entries.map((entry) => ({ path: entry.moduleRequest?.value, at: one.start })),
    ),
    ...module.dynamicImports.map((one) => ({
      path: text.slice(one.moduleRequest.start + 1, one.moduleRequest.end - 1),
      at: one.start,
    })),
    // Workers, and types that are imported inside a type.
    ...[...text.matchAll(/(?:new URL|\bimport)\("(\.[^"]+)"/g)].map((hit) => ({
      path: hit[1],
      at: hit.index,
    })),
  ];
  const seen = new Set();
  return found
    .filter((one) => one.path?.startsWith(".") && !seen.has(one.path) && seen.add(one.path))
    .map((one) => ({
      target: resolve(dirname(file), one.path),
      line: text.slice(0, one.at).split("\n").length,
    }));
}

const roomOf = (file) => relative(source, file).split(/[\\/]/)[0];
const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(source, name))
  .sort();
const graph = new Map(files.map((file) => [file, importsOf(file)]));

for (const room of new Set(files.map(roomOf))) {
  if (!rooms.includes(room)) problems.push(`src/${room}: not a room. Known: ${rooms.join(", ")}.`);
  else if (!existsSync(join(source, room, "index.ts"))) problems.push(`src/${room}: has no index.ts.`);
}

for (const [file, imports] of graph) {
  for (const { target, line } of imports) {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from === to || to === "..") continue;
    const place = `${relative(folder, file)}:${line}`;
    if (rooms.indexOf(to) < rooms.indexOf(from)) {
      problems.push(`${place}: "${from}" stands below "${to}" and must not import from it.`);
    } else if (target !== join(source, to, "index.ts")) {
      problems.push(`${place}: reaches past src/${to}/index.ts to ${relative(folder, target)}.`);
    }
  }
}

/** Depth first; a file met again while it is still open closes a cycle. */
const state = new Map();
function visit(file, path) {
  if (state.get(file) === "open") {
    const cycle = [...path.slice(path.indexOf(file)), file].map((one) => relative(folder, one));
    problems.push(`cycle: ${cycle.join(" -> ")}`);
  }
  if (state.has(file)) return;
  state.set(file, "open");
  for (const { target } of graph.get(file) ?? []) visit(target, [...path, file]);
  state.set(file, "done");
}
for (const file of files) visit(file, []);

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`${files.length} files in src/, ${problems.length} problems with rooms.\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
