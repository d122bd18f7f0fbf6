// The lock check. Packages with native parts name one optional package a platform; a lock file made where
// a registry does not serve all of them lacks some, and npm then installs nothing for those platforms
// without a word. Refuses that, and download hosts: a lock file must work with every registry.
// Usage: node scripts/check-lock.mjs [FOLDER that holds package-lock.json]
import { readFileSync } from "node:fs";
import { join } from "node:path";

const { packages } = JSON.parse(readFileSync(join(process.argv[2] ?? ".", "package-lock.json"), "utf8"));
const problems = [];
let optional = 0;

/** As Node looks a package up: in the node_modules of the one that asks, then upwards. */
function find(from, name) {
  for (let place = from; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    const found = packages[place === "" ? `node_modules/${name}` : `${place}/node_modules/${name}`];
    if (found || place === "") return found;
  }
}

for (const [place, entry] of Object.entries(packages)) {
  for (const [name, wanted] of Object.entries(entry.optionalDependencies ?? {})) {
    optional++;
    const found = find(place, name);
    if (!found) {
      problems.push(`${place || "the package"} wants ${name} ${wanted}, which is not in the lock.`);
    } else if (/^\d/.test(wanted) && found.version !== wanted) {
      problems.push(`${place || "the package"} wants ${name} ${wanted}; the lock has ${found.version}.`);
    }
  }
  if (entry.resolved) problems.push(`${place} names a download host: ${entry.resolved}`);
  if (place !== "" && !entry.link && !entry.integrity) problems.push(`${place} has no integrity hash.`);
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(
  `${Object.keys(packages).length - 1} packages, ${optional} optional ones wanted, ${problems.length} problems.\n`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
